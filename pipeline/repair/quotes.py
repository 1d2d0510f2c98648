"""Quotation marks: kept as written unless the settings ask for one style.

Why text is like this: writers, agencies and typewriters differ. Any change is editorial, so the
default is none; it is wrong wherever the style of the quotes is itself the subject.

>>> write_quotes("‘yes’, she said: ''no''", "repair")
'‘yes’, she said: "no"'
>>> write_quotes("‘yes’, she said: “no”", "straight")
'\\'yes\\', she said: "no"'
"""

import regex

# Two apostrophes or a grave pair around something that is no further quote: TeX and typewriters.
_MAKESHIFT = regex.compile(r"(?<!['`\w])(?:''|``)(?=[^\s'`])([^'`]+)(?<=[^\s'`])''(?!['`\w])")
_STRAIGHT = str.maketrans(dict.fromkeys("“”„‟", '"') | dict.fromkeys("‘’‚‛", "'"))


def write_quotes(line: str, style: str) -> str:
    """The line with its quotes as `style` says: keep, straight, or repair (make-shift pairs)."""
    if style == "straight":
        return line.translate(_STRAIGHT)
    if style == "repair":
        return str(_MAKESHIFT.sub(r'"\1"', line))
    return line
