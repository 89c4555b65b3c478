"""The words of every mail, in every language the shop writes in. Plain text: a subject and a body.

No text greets by name: a stranger can register somebody else's address under any name, and the shop must not
carry that name's words to them.
"""

from textwrap import fill
from typing import NamedTuple

from users.mail.model import Facts, Kind

FALLBACK = "en"
PAGES = {
    Kind.VERIFY_EMAIL: "verify-email",
    Kind.RESET_PASSWORD: "reset-password",
    Kind.CONFIRM_EMAIL: "confirm-email",
}


class Text(NamedTuple):
    """`{shop}`, `{link}`, `{home}` and `{valid}` are filled in."""

    subject: str
    body: str


ENGLISH = {
    Kind.VERIFY_EMAIL: Text(
        "Confirm your e-mail address",
        "Welcome to {shop}!\n\nPlease confirm that this address is yours:\n\n{link}\n\n"
        "The link works once, for {valid}. If you did not open an account, ignore this mail.",
    ),
    Kind.ALREADY_REGISTERED: Text(
        "You already have an account",
        "Somebody, probably you, tried to open an account at {shop} with this address. It has one already, "
        "and "
        "nothing was changed. Sign in with it; if you do not know the password any more, ask for a new "
        "one:\n\n"
        "{home}",
    ),
    Kind.RESET_PASSWORD: Text(
        "Choose a new password",
        "Somebody, probably you, asked for a new password at {shop}. Choose it here:\n\n{link}\n\n"
        "The link works once, for {valid}. If it was not you, ignore this mail: your password stays as it "
        "is.",
    ),
    Kind.PASSWORD_CHANGED: Text(
        "Your password was changed",
        "The password of your account at {shop} was changed, and all other sessions were ended. If it was "
        "not "
        "you, ask for a new password at once:\n\n{home}",
    ),
    Kind.CONFIRM_EMAIL: Text(
        "Confirm your new e-mail address",
        "Please confirm that this is the new address of your account at {shop}:\n\n{link}\n\n"
        "The link works once, for {valid}. If you did not ask for this, ignore this mail.",
    ),
    Kind.EMAIL_TAKEN: Text(
        "This address has an account already",
        "Somebody, probably you, asked to use this address for another account at {shop}. It has an account "
        "already, and nothing was changed. Sign in with it:\n\n{home}",
    ),
    Kind.EMAIL_CHANGED: Text(
        "Your e-mail address was changed",
        "Your account at {shop} now has another e-mail address, and this one is not used any more. If it was "
        "not you, answer this mail or write to our support:\n\n{home}",
    ),
    Kind.SECOND_FACTOR_CHANGED: Text(
        "How you sign in was changed",
        "An authenticator app or a passkey was added to your account at {shop}, or removed from it. If that "
        "was not you, change your password and look at your devices at once:\n\n{home}",
    ),
    Kind.ACCOUNT_DELETED: Text(
        "Your account was deleted",
        "Your account at {shop} was deleted, as you asked. Invoices and what else the law makes us keep "
        "stay, "
        "without anything that is not needed for that.",
    ),
    Kind.SESSION_ENDED: Text(
        "A session was ended for your safety",
        "One of your sessions at {shop} was used from two places at once, as happens when it was copied. We "
        "have ended it; sign in again. If you use a password that others might know, change it:\n\n{home}",
    ),
    Kind.EXPORT_READY: Text(
        "The copy of your data is ready",
        "You asked {shop} for a copy of all your data. It is ready in your account, for a week:\n\n{home}",
    ),
}
SPANISH = {
    Kind.VERIFY_EMAIL: Text(
        "Confirma tu correo electrónico",
        "¡Te damos la bienvenida a {shop}!\n\nConfirma que esta dirección es tuya:\n\n{link}\n\n"
        "El enlace sirve una sola vez, durante {valid}. Si no has creado una cuenta, ignora este mensaje.",
    ),
    Kind.ALREADY_REGISTERED: Text(
        "Ya tienes una cuenta",
        "Alguien, probablemente tú, ha intentado crear una cuenta en {shop} con esta dirección. Ya tiene una "
        "y "
        "no ha cambiado nada. Entra con ella; si no recuerdas la contraseña, pide una nueva:\n\n{home}",
    ),
    Kind.RESET_PASSWORD: Text(
        "Elige una contraseña nueva",
        "Alguien, probablemente tú, ha pedido una contraseña nueva en {shop}. Elígela aquí:\n\n{link}\n\n"
        "El enlace sirve una sola vez, durante {valid}. Si no has sido tú, ignora este mensaje: tu "
        "contraseña "
        "no cambia.",
    ),
    Kind.PASSWORD_CHANGED: Text(
        "Tu contraseña ha cambiado",
        "La contraseña de tu cuenta en {shop} ha cambiado y se han cerrado las demás sesiones. Si no has "
        "sido "
        "tú, pide una contraseña nueva cuanto antes:\n\n{home}",
    ),
    Kind.CONFIRM_EMAIL: Text(
        "Confirma tu nuevo correo electrónico",
        "Confirma que esta es la nueva dirección de tu cuenta en {shop}:\n\n{link}\n\n"
        "El enlace sirve una sola vez, durante {valid}. Si no lo has pedido, ignora este mensaje.",
    ),
    Kind.EMAIL_TAKEN: Text(
        "Esta dirección ya tiene una cuenta",
        "Alguien, probablemente tú, ha querido usar esta dirección en otra cuenta de {shop}. Ya tiene una "
        "cuenta "
        "y no ha cambiado nada. Entra con ella:\n\n{home}",
    ),
    Kind.EMAIL_CHANGED: Text(
        "Tu correo electrónico ha cambiado",
        "Tu cuenta en {shop} tiene ahora otro correo electrónico y este ya no se usa. Si no has sido tú, "
        "responde a este mensaje o escribe a nuestro equipo de ayuda:\n\n{home}",
    ),
    Kind.SECOND_FACTOR_CHANGED: Text(
        "Ha cambiado tu forma de entrar",
        "Se ha añadido a tu cuenta en {shop} una aplicación de códigos o una llave de acceso, o se ha "
        "quitado. Si no has sido tú, cambia tu contraseña y revisa tus dispositivos cuanto antes:\n\n{home}",
    ),
    Kind.ACCOUNT_DELETED: Text(
        "Tu cuenta se ha borrado",
        "Tu cuenta en {shop} se ha borrado, como pediste. Las facturas y lo que la ley nos obliga a guardar "
        "se "
        "quedan, sin nada que no haga falta para ello.",
    ),
    Kind.SESSION_ENDED: Text(
        "Hemos cerrado una sesión por tu seguridad",
        "Una de tus sesiones en {shop} se ha usado desde dos sitios a la vez, como ocurre cuando alguien la "
        "copia. La hemos cerrado; vuelve a entrar. Si otros pueden saber tu contraseña, cámbiala:\n\n{home}",
    ),
    Kind.EXPORT_READY: Text(
        "La copia de tus datos está lista",
        "Pediste a {shop} una copia de todos tus datos. Está lista en tu cuenta durante una semana:\n\n"
        "{home}",
    ),
}
TEXTS = {"en": ENGLISH, "es": SPANISH}
HOURS = {"en": ("1 hour", "{} hours"), "es": ("1 hora", "{} horas")}


def written(kind: Kind, locale: str, facts: Facts, *, shop: str, home: str) -> Text:
    """The text in the reader's language. The token is behind a `#`: no server on the way logs it."""
    language = locale if locale in TEXTS else FALLBACK
    text = TEXTS[language][kind]
    one, many = HOURS[language]
    hours = facts.valid_minutes // 60
    link = f"{home}/{PAGES[kind]}#token={facts.token}" if kind in PAGES else home
    valid = one if hours == 1 else many.format(hours)
    body = text.body.format(shop=shop, link=link, home=home, valid=valid)
    return Text(text.subject, "\n\n".join(map(_wrapped, body.split("\n\n"))) + "\n")


def _wrapped(paragraph: str) -> str:
    """Lines as mails have them (RFC 5322 2.1.1), without cutting a link."""
    return fill(paragraph, 76, break_long_words=False, break_on_hyphens=False)
