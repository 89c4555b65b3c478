"""The words of every mail, in every language the shop writes in. Plain text: a subject and a body.

No text says a name or an address, or repeats what a stranger may have written: anybody can give anybody's
address to a checkout.
"""

from collections.abc import Mapping
from textwrap import fill
from typing import NamedTuple

from orders.mail.model import Kind

FALLBACK = "en"


class Text(NamedTuple):
    """`{shop}`, `{number}`, `{total}`, `{refund}`, `{reason}`, `{parcel}` and `{link}` are filled in."""

    subject: str
    body: str


ENGLISH = {
    Kind.ORDER_CONFIRMED: Text(
        "Your order {number}",
        "Thank you! {shop} has your order {number} over {total}, and it is paid.\n\n"
        "See what becomes of it:\n\n{link}",
    ),
    Kind.ORDER_CANCELLED: Text(
        "Your order {number} was cancelled",
        "Your order {number} at {shop} was cancelled: {reason}. What you have paid goes back to "
        "you.\n\n{link}",
    ),
    Kind.PARCEL_SHIPPED: Text(
        "A parcel of your order {number} is on its way",
        "A parcel of your order {number} at {shop} has left.{parcel}\n\n{link}",
    ),
    Kind.REFUNDED: Text(
        "{refund} for your order {number} went back to you",
        "{shop} has given back {refund} of your order {number}. It may take your bank some days to show "
        "it.\n\n{link}",
    ),
    Kind.GUEST_LINK: Text(
        "The link to your order {number}",
        "Somebody, probably you, asked {shop} for a link to your order {number}:\n\n{link}\n\n"
        "It works for 30 days. If it was not you, ignore this mail: nobody else has got the link.",
    ),
}
SPANISH = {
    Kind.ORDER_CONFIRMED: Text(
        "Tu pedido {number}",
        "¡Gracias! {shop} tiene tu pedido {number} por {total} y está pagado.\n\n"
        "Mira aquí cómo va:\n\n{link}",
    ),
    Kind.ORDER_CANCELLED: Text(
        "Tu pedido {number} se ha cancelado",
        "Tu pedido {number} en {shop} se ha cancelado: {reason}. Te devolvemos lo que hayas "
        "pagado.\n\n{link}",
    ),
    Kind.PARCEL_SHIPPED: Text(
        "Un paquete de tu pedido {number} está en camino",
        "Un paquete de tu pedido {number} en {shop} ha salido.{parcel}\n\n{link}",
    ),
    Kind.REFUNDED: Text(
        "Te hemos devuelto {refund} de tu pedido {number}",
        "{shop} te ha devuelto {refund} de tu pedido {number}. Tu banco puede tardar unos días en "
        "mostrarlo.\n\n{link}",
    ),
    Kind.GUEST_LINK: Text(
        "El enlace a tu pedido {number}",
        "Alguien, probablemente tú, ha pedido a {shop} un enlace a tu pedido {number}:\n\n{link}\n\n"
        "Sirve durante 30 días. Si no has sido tú, ignora este mensaje: nadie más ha recibido el enlace.",
    ),
}
TEXTS = {"en": ENGLISH, "es": SPANISH}
REASONS = {
    "en": {
        "out_of_stock": "not everything in it was available",
        "total_changed": "its total had changed",
        "payment_declined": "the payment was declined",
        "expired": "it could not be completed in time",
        "customer": "you asked for it",
        "staff": "the shop could not deliver it",
    },
    "es": {
        "out_of_stock": "no quedaba todo lo que llevaba",
        "total_changed": "su total había cambiado",
        "payment_declined": "el pago fue rechazado",
        "expired": "no se pudo completar a tiempo",
        "customer": "lo pediste tú",
        "staff": "la tienda no podía servirlo",
    },
}
FOLLOW = {"en": "Follow it here:", "es": "Síguelo aquí:"}


def language(locale: str) -> str:
    return locale if locale in TEXTS else FALLBACK


def written(kind: Kind, locale: str, facts: Mapping[str, str]) -> Text:
    """The text in the reader's language."""
    text = TEXTS[language(locale)][kind]
    body = text.body.format_map(facts)
    return Text(text.subject.format_map(facts), "\n\n".join(map(_wrapped, body.split("\n\n"))) + "\n")


def _wrapped(paragraph: str) -> str:
    """Lines as mails have them (RFC 5322 2.1.1), without cutting a link."""
    return fill(paragraph, 76, break_long_words=False, break_on_hyphens=False)
