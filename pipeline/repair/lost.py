"""Misread letters that lost a byte: filled in only where the alphabet leaves one answer.

Why text is like this: windows-1252 has no character for the bytes 81 8D 8F 90 9D, A0 is a space and
AD a hyphen that shows nothing; programs drop them, or put U+FFFD. Wrong where two letters fit
(Russian с, э, я all end in such a byte): those stay as they are.

>>> fill_lost_letters("La mayorÃa vivÃa en la montaÃ±a").count("\\xad")
2
"""

import regex

from pipeline.language.alphabets import alphabets
from pipeline.repair.pages import decode_sequence, is_common, sequence_pattern
from pipeline.repair.sequences import is_certain

_PAGE = "sloppy-windows-1252"  # and with it latin-1: the pages whose gaps lose bytes
_INTACT = 3  # whole sequences that prove the page before a letter is filled in
_DROPPED = (0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xA0, 0xAD)
_REPLACED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_ENDS_IN_A_GRAVE = frozenset({"it", "ca", "fr", "vi"})
# Among E2 80 81, 8D, 8F, 90 and 9D only the last is print: the right double quote.
_QUOTE = regex.compile("â€(?:\ufffd|\x9d)?(?![\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\\w])")
# Ã ends no word of small letters and is none: with a space for its byte A0 it is à.
_A_GRAVE = regex.compile(r"(?<![\p{Lu}\p{N}\p{M}])Ã (?= ?\p{Ll})")
# Between small letters à is rare, and í is all that is left.
_I_ACUTE = regex.compile(r"(?<=\p{Ll})Ã(?=\p{Ll})")
_ORPHAN = regex.compile("([\u00c3-\u00df])(\ufffd?)(?![\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ])")
# Hebrew letters with a shape of their own at the end of a word stand nowhere else.
_FINAL = frozenset("ךםןףץς")


def fill_lost_letters(line: str) -> str:
    """The line with lost letters filled in (still misread), as far as they are sure."""
    line = _QUOTE.sub("â€\x9d", line)
    if not _ORPHAN.search(line):
        return line
    pattern = sequence_pattern(_PAGE)
    whole = pattern.findall(line)
    letters = {char for part in set(whole) for char in decode_sequence(part, _PAGE).lower()}
    languages = _languages({char for char in letters if char.isalpha()})
    dropped = _lost_bytes(line)
    line = _A_GRAVE.sub(lambda match: _a_grave(match, languages, dropped), line)
    if not languages or any("í" in alphabets()[name] for name in languages):
        line = _I_ACUTE.sub("Ã\xad", line)
    orphans = list(_ORPHAN.finditer(line))
    if len(whole) < _INTACT or not any(is_certain(m, _PAGE) for m in pattern.finditer(line)):
        return line
    cuts: list[tuple[int, int, str]] = []
    for match in orphans:
        beside = _decoded_beside(line, match)
        found = {
            letter
            for language in languages
            for letter in _fits(match, dropped, alphabets()[language], beside)
        }
        if len(found) == 1:
            cuts.append((match.start(), match.end(), found.pop()))
    return _apply(line, cuts)


def _a_grave(match: regex.Match[str], languages: list[str], dropped: tuple[int, ...]) -> str:
    """The word that ends in à, unless its language has no such word or í is as likely."""
    in_word = match.string[match.start() - 1 : match.start()].isalpha()
    alphabet = {char for name in languages for char in alphabets()[name]}
    if languages and in_word:
        alphabet -= set() if set(languages) & _ENDS_IN_A_GRAVE else {"à"}
    rival = in_word and 0xAD in dropped and "í" in alphabet
    if languages and ("à" not in alphabet or rival):
        return str(match[0])
    # Two spaces: one was the byte. One: spaces were collapsed, and it is a space after all.
    doubled = match.string.startswith(" ", match.end())
    return "Ã\xa0" if doubled else "Ã\xa0 "


def _languages(letters: set[str]) -> list[str]:
    """The languages that could have written the letters; a stray foreign one is forgiven."""
    if not letters:
        return []
    fit = {name: len(letters - alphabet) for name, alphabet in alphabets().items()}
    least = min(fit.values())
    return [name for name in fit if fit[name] == least] if least <= len(letters) // 8 else []


def _lost_bytes(line: str) -> tuple[int, ...]:
    """The bytes that can have been dropped: not those that the line still holds."""
    kept = {0xA0: "\xa0" in line, 0xAD: "\xad" in line}
    undefined = any(chr(byte) in line for byte in _REPLACED)
    return tuple(byte for byte in _DROPPED if not kept.get(byte, undefined))


def _fits(
    match: regex.Match[str],
    dropped: tuple[int, ...],
    alphabet: frozenset[str],
    beside: tuple[str, str],
) -> list[str]:
    lead = match[1].encode(_PAGE)
    before, after = beside
    found = []
    if after == " " and not match[2]:
        # The space itself may be the byte A0: then nothing else may fit.
        if decode_sequence((lead + b"\xa0").decode("latin-1"), "latin-1").lower() in alphabet:
            return ["", " "]
        dropped = tuple(byte for byte in dropped if byte != 0xA0)
    for byte in _REPLACED if match[2] else dropped:
        letter = decode_sequence((lead + bytes([byte])).decode("latin-1"), "latin-1")
        if not letter or letter.lower() not in alphabet or not is_common(letter):
            continue
        in_word = before.isalpha()
        small = letter.islower()
        if in_word and before.islower() and letter.isupper():
            continue
        if small and (before.isupper() and (after.isupper() or not in_word)):
            continue
        if letter in _FINAL and after.isalpha():
            continue
        found.append(letter)
    return found


def _decoded_beside(line: str, match: regex.Match[str]) -> tuple[str, str]:
    """The decoded character before and after an orphan; empty where none is known."""
    before = line[max(0, match.start() - 3) : match.start()]
    after = line[match.end() : match.end() + 3]
    pattern = sequence_pattern(_PAGE)
    tails = [m[0] for m in pattern.finditer(before) if m.end() == len(before)]
    head = pattern.match(after)
    left = decode_sequence(tails[-1], _PAGE) if tails else before[-1:]
    right = decode_sequence(head[0], _PAGE) if head else after[:1]
    return left, right


def _apply(line: str, cuts: list[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, letter in cuts:
        # Written misread, so that the line is read back as a whole.
        parts += [line[at:start], letter.encode().decode("latin-1")]
        at = end
    return "".join([*parts, line[at:]])
