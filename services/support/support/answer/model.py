"""A canned reply, and how it becomes a draft."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from chassis.errors import Conflict, Invalid, NotFound

# {{customer.name}}, or {{customer.name|you}}: what is behind the bar stands in when nobody knows.
VARIABLE = re.compile(r"\{\{\s*([a-z_]+\.[a-z_]+)\s*(?:\|([^{}|]{0,200}))?\}\}")
VARIABLES = ("customer.name", "order.number", "order.status", "ticket.number", "ticket.subject")
FALLBACK = "en"
INSTEAD = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": "", "Cs": ""}
LONGEST_VALUE = 200
LONGEST = 10_000

ReplyKey = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
Text = Annotated[str, Meta(min_length=1, max_length=8000, pattern=r"\S")]


class ReplyNotFound(NotFound):
    type, title = "canned-reply-not-found", "There is no such canned reply"


class ReplyExists(Conflict):
    type, title = "canned-reply-exists", "There is a canned reply with this key already"


class UnknownVariable(Invalid):
    type, title = "unknown-variable", "The text names something that nothing is known as"


class CannedReply(msgspec.Struct):
    """`texts` by language; the customer's, else English, else any."""

    key: str
    version: int
    title: str
    texts: dict[str, str]

    def language_for(self, locale: str) -> str:
        wanted = (locale, locale.partition("-")[0], FALLBACK)
        return next((each for each in wanted if each in self.texts), min(self.texts))


class Draft(msgspec.Struct):
    """`missing`: what is not known and had nothing to stand in, so that there is a gap."""

    text: str
    language: str
    missing: list[str]


def require_known(texts: Mapping[str, str]) -> None:
    """Every pair of braces is one of our variables: a typing error is found now, not by a customer."""
    for language, text in texts.items():
        names = [match.group(1) for match in VARIABLE.finditer(text)]
        unknown = sorted(set(names) - set(VARIABLES))
        if unknown or re.search(r"\{\{|\}\}", VARIABLE.sub("", text)):
            raise UnknownVariable(language=language, variables=unknown, known=VARIABLES)


def draft(reply: CannedReply, locale: str, values: Mapping[str, str | None]) -> Draft:
    """Filled in once: what a value holds is never read as a variable."""
    language = reply.language_for(locale)
    missing: list[str] = []

    def fill(match: re.Match[str]) -> str:
        name, instead = match.group(1), match.group(2)
        value = one_line(values.get(name) or "")
        if not value and instead is None:
            missing.append(name)
        return value or (instead or "").strip()

    text = VARIABLE.sub(fill, reply.texts[language])
    return Draft(text[:LONGEST], language, sorted(set(missing)))


def one_line(value: str) -> str:
    """Without what moves the cursor or turns the direction of reading: a name is a name."""
    shown = (INSTEAD.get(unicodedata.category(each), each) for each in value)
    return " ".join("".join(shown).split())[:LONGEST_VALUE]
