"""HTML → plain text, and back. What a file holds goes into no page as markup."""

import html
import re
from html.parser import HTMLParser

NEW_LINE = """
    address article aside blockquote br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr main ol p pre section
    table tr ul
"""
BLOCKS = frozenset(NEW_LINE.split())
UNSEEN = frozenset(("script", "style", "template", "title"))


VERBATIM = re.compile("<pre>([^<]*)</pre>")


def markup(plain: str) -> str:
    """HTML that `text` makes this of again."""
    return plain if text(plain) == plain else f"<pre>{html.escape(plain, quote=False)}</pre>"


def text(given: str) -> str:
    """Paragraphs and list items on lines of their own; no tags, no scripts, entities as characters. What is
    all in one `pre` stays as it is."""
    if "<" not in given and "&" not in given:
        return given.strip()
    if verbatim := VERBATIM.fullmatch(given):
        return html.unescape(verbatim[1])
    parser = _Text()
    parser.feed(given)
    parser.close()
    lines = [" ".join(line.split()) for line in "".join(parser.parts).split("\n")]
    return "\n".join(line for line in lines if line and line != "-")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data.replace("\n", " "))
