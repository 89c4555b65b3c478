"""An answer as a mail."""

from email.message import EmailMessage

from chassis import smtp
from support.mail.model import Mail, Recipient, footer


class Sender(smtp.Sender, frozen=True):
    def compose(self, mail: Mail, recipient: Recipient) -> EmailMessage:
        """All of a ticket hang on one root, to stand together (RFC 5322 3.6.4)."""
        link = f"{self.home}/support/tickets/{mail.ticket_id}"
        message = self.message(
            mail.message_id,
            to=recipient.email,
            subject=f"[{mail.number}] {_shown(mail.subject)}",
            text=f"{mail.text}\n\n-- \n{footer(recipient.locale, link)}\n",
            locale=recipient.locale,
            at=mail.created_at,
        )
        thread = [self.id(mail.ticket_id), *map(self.id, reversed(mail.earlier))]
        message["In-Reply-To"] = thread[-1]
        message["References"] = " ".join(thread)
        return message


def _shown(subject: str) -> str:
    """Without what turns the direction of reading: mail programs show a subject beside others."""
    return "".join(each for each in subject if each.isprintable())
