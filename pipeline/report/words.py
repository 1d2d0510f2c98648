"""Plain words for ids: outcomes, relations, categories, rules, kinds of looks; and numbers."""

RELATIONS = {
    "exact": ("exact copy", "exact copies"),
    "near": ("near copy", "near copies"),
    "contained": ("contained in a longer one", "contained in a longer one"),
    "updated": ("updated story", "updated stories"),
    "variant": ("variant", "variants"),
}
CATEGORIES = {
    "ad": "advertisement",
    "app": "app promotion",
    "byline": "byline",
    "caption": "repeated caption",
    "comment": "comments and page controls",
    "contact": "call for tips",
    "cookies": "cookie notice",
    "copyright": "copyright notice",
    "decision": "your decision",
    "js": "browser notice",
    "live": "live update or video prompt",
    "newsletter": "newsletter",
    "paywall": "paywall tail",
    "photo": "photo credit",
    "promotion": "promotion above the article",
    "readalso": "read also",
    "related": "related links",
    "share": "share buttons",
    "signup": "sign-up or paywall",
    "support": "donation",
    "template": "site template",
}
REPAIRS = {
    "repair.character": "damaged characters",
    "repair.control": "control characters",
    "repair.encoding": "wrong encoding (mojibake)",
    "repair.entity": "HTML entities",
    "repair.litter": "invisible litter",
    "repair.nfc": "accents composed (Unicode NFC)",
}
FLAGS = {
    "furniture_kept": "too much would have gone, so furniture was left in",
    "lossy": "some bytes could not be decoded",
    "lone_surrogate": "half a character stood alone",
    "not_article": "does not look like an article",
    "paywalled": "a paywall or sign-up line stood there",
    "stub": "only a stub of the article",
    "suspect_encoding": "the encoding is a guess",
    "whole_page": "the whole page was taken, menus too",
}
LOOKS = {
    "borderline": ("borderline pair", "borderline pairs"),
    "kept_although_similar": ("kept although very similar", "kept although very similar"),
    "site_lost_much": ("site that lost much", "sites that lost much"),
    "low_level": ("line removed without being sure", "lines removed without being sure"),
    "unreadable": ("document not readable", "documents not readable"),
    "suspect_encoding": ("document in doubtful encoding", "documents in doubtful encoding"),
    "brake": ("brake near its limit", "brakes near their limits"),
    "stale_decision": ("decision that no longer applies", "decisions that no longer apply"),
}
BOUNDS = {
    "candidates": (
        "document not compared with all that is like it",
        "documents not compared with all that is like them",
    ),
    "shingles": (
        "document looked for without its commonest runs of words",
        "documents looked for without their commonest runs of words",
    ),
    "wishes": (
        "group in which not every copy you would rather keep was tried",
        "groups in which not every copy you would rather keep was tried",
    ),
}


def plural(count: int, one: str, many: str = "") -> str:
    """`1 line`, `2,000 lines`: the number with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def relation(name: str, count: int = 1) -> str:
    """A relation in plain words."""
    one, many = RELATIONS.get(name, (name, name))
    return one if count == 1 else many


def look(kind: str, count: int) -> str:
    """A kind of look in plain words, without its number."""
    one, many = LOOKS.get(kind, (kind.replace("_", " "),) * 2)
    return one if count == 1 else many


def percent(part: float, whole: float) -> str:
    """A share that never reads 0% or 100% when it is not."""
    if whole <= 0:
        return "0%"
    share = 100 * part / whole
    if 0 < share < 1:
        return "under 1%"
    if 99 < share < 100:
        return "over 99%"
    return f"{share:.0f}%"
