"""What a mail says, and who writes it."""

from email.message import EmailMessage

from chassis import smtp
from users.mail.model import Facts, Mail
from users.mail.texts import written


class Sender(smtp.Sender, frozen=True):
    def compose(self, mail: Mail, facts: Facts) -> EmailMessage:
        text = written(mail.kind, mail.locale, facts, shop=self.name, home=self.home)
        message = self.message(
            mail.id,
            to=facts.recipient,
            subject=text.subject,
            text=text.body,
            locale=mail.locale,
            at=mail.created_at,
        )
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834 5: no holiday reply, please
        return message
