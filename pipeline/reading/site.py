"""The site of a document: the host of its URL, else what its record says, else its first folder.

>>> site_of("https://www.Example.org:8080/a", "", "bbc/a.txt")
'example.org'
>>> site_of("", "", "bbc/2031/a.txt"), site_of("", "", "a.txt")
('bbc', '')
"""

from urllib.parse import urlsplit


def site_of(url: str, named: str, document: str) -> str:
    """Lower case, without ``www.``; empty when URL, record and folder all say nothing."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    host = host or named.strip().lower()
    folder, slash, _ = document.partition("/")
    return host.removeprefix("www.") or (folder if slash else "")
