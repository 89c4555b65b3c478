"""HTML → plain text. What a file holds goes into no page as markup."""

from html.parser import HTMLParser

NEW_LINE = """
    address article aside blockquote br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr main ol p pre section
    table tr ul
"""
BLOCKS = frozenset(NEW_LINE.split())
UNSEEN = frozenset(("script", "style", "template", "title"))


def text(html: str) -> str:
    """Paragraphs and list items on lines of their own; no tags, no scripts, entities as characters."""
    if "<" not in html and "&" not in html:
        return html.strip()
    parser = _Text()
    parser.feed(html)
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
