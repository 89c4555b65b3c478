"""What a copy of a person's tickets holds."""

from datetime import datetime, timedelta

import msgspec

from chassis.errors import NotFound
from support.message.model import AuthorKind, Message
from support.ticket.model import Ticket

EXPORT_LIFE = timedelta(days=7)


class ExportNotFound(NotFound):
    type, title = "export-not-found", "There is no such export, or not any more"


class ExportedMessage(msgspec.Struct):
    author: AuthorKind
    text: str
    created_at: datetime


class ExportedTicket(msgspec.Struct):
    """A conversation. Notes among agents are theirs and stay out."""

    number: str
    subject: str
    status: str
    created_at: datetime
    messages: list[ExportedMessage]
    files: list[str] = []


class SupportExport(msgspec.Struct):
    """All tickets of a person, newest first."""

    tickets: list[ExportedTicket]


def exported(ticket: Ticket, messages: list[Message], files: list[str]) -> ExportedTicket:
    said = [ExportedMessage(message.author_kind, message.text, message.created_at) for message in messages]
    return ExportedTicket(ticket.number, ticket.subject, ticket.status, ticket.created_at, said, files)
