"""A passkey, what is asked of its authenticator, and whether the answer is good (WebAuthn Level 3)."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from msgspec import Meta
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    base64url_to_bytes,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    options_to_json_dict,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from chassis.errors import Conflict, NotFound, Unauthenticated

CHALLENGE_LIFE = timedelta(minutes=5)
MOST_PASSKEYS = 20
SHOP = "Zoco"
Base64Url = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]+$", max_length=32_000)]
# What a library of parsers lets through when bytes are not what they should be.
BROKEN = (
    WebAuthnException,
    InvalidSignature,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)


class PasskeyRefused(Unauthenticated):
    """Unknown, not verified, replayed, for another site: all look the same."""

    type, title = "passkey-refused", "The passkey was not accepted; start again"


class PasskeyNotFound(NotFound):
    type, title = "passkey-not-found", "There is no such passkey"


class PasskeyKnown(Conflict):
    type, title = "passkey-known", "This passkey is registered already"


class TooManyPasskeys(Conflict):
    type, title = "too-many-passkeys", "There are as many passkeys as an account may have; remove one first"


class RegistrationResponse(msgspec.Struct, rename="camel", omit_defaults=True):
    client_data_json: Base64Url = msgspec.field(name="clientDataJSON")
    attestation_object: Base64Url


class LoginResponse(msgspec.Struct, rename="camel", omit_defaults=True):
    client_data_json: Base64Url = msgspec.field(name="clientDataJSON")
    authenticator_data: Base64Url
    signature: Base64Url
    user_handle: Base64Url


class NewCredential(msgspec.Struct, rename="camel"):
    """What `PublicKeyCredential.toJSON()` gives after `create()`; its other members are not read."""

    id: Base64Url
    raw_id: Base64Url
    type: Literal["public-key"]
    response: RegistrationResponse


class Credential(msgspec.Struct, rename="camel"):
    """What `PublicKeyCredential.toJSON()` gives after `get()`; its other members are not read."""

    id: Base64Url
    raw_id: Base64Url
    type: Literal["public-key"]
    response: LoginResponse


class Site(msgspec.Struct, frozen=True):
    """The domain that passkeys belong to, and the origins of the pages that may ask for them."""

    domain: str
    origins: list[str]


class Passkey(msgspec.Struct):
    """`is_synced`: it may be on several devices, so its key is not bound to hardware."""

    id: UUID
    account_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    is_synced: bool
    name: str
    created_at: datetime
    last_used_at: datetime | None = None

    @property
    def amr(self) -> list[str]:
        """RFC 8176: a key in hardware or software, a user who was verified; together more than one factor."""
        return ["swk" if self.is_synced else "hwk", "user", "mfa"]


def creation_options(
    site: Site, challenge: bytes, *, account_id: UUID, email: str, known: list[bytes]
) -> dict[str, Any]:
    """For `navigator.credentials.create()`, as `parseCreationOptionsFromJSON` reads them."""
    options = generate_registration_options(
        rp_id=site.domain,
        rp_name=SHOP,
        user_id=account_id.bytes,
        user_name=email,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
    )
    return options_to_json_dict(options)


def request_options(site: Site, challenge: bytes) -> dict[str, Any]:
    """For `navigator.credentials.get()`. Names no credential: the authenticator knows whom it holds."""
    return options_to_json_dict(
        generate_authentication_options(
            rp_id=site.domain, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
        )
    )


def challenge_in(client_data_json: str) -> bytes:
    """What the authenticator says it was asked; nothing of it is believed before the rest is verified."""
    try:
        said = msgspec.json.decode(base64url_to_bytes(client_data_json), type=dict[str, Any])
        return base64url_to_bytes(said["challenge"])
    except (*BROKEN, msgspec.MsgspecError):
        raise PasskeyRefused from None


def verified_registration(site: Site, challenge: bytes, credential: dict[str, Any]) -> VerifiedRegistration:
    """The key is often not used here, so one that no signature could ever fit would lock its owner out."""
    try:
        found = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origins,
            require_user_verification=True,
        )
        decoded_public_key_to_cryptography(decode_credential_public_key(found.credential_public_key))
        return found
    except BROKEN:
        raise PasskeyRefused from None


def verified_login(
    site: Site, challenge: bytes, credential: dict[str, Any], passkey: Passkey
) -> VerifiedAuthentication:
    """A counter that did not grow is refused too: there may be a copy of the key (WebAuthn 6.1.1)."""
    try:
        return verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origins,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except BROKEN:
        raise PasskeyRefused from None


def is_synced(found: VerifiedRegistration) -> bool:
    return found.credential_device_type is CredentialDeviceType.MULTI_DEVICE


def credential_id(credential: dict[str, Any]) -> bytes:
    try:
        return base64url_to_bytes(credential["rawId"])
    except BROKEN:
        raise PasskeyRefused from None


def is_holder(credential: dict[str, Any], passkey: Passkey) -> bool:
    """The authenticator names the account that it made the key for (WebAuthn 7.2 step 6)."""
    try:
        return base64url_to_bytes(credential["response"]["userHandle"]) == passkey.account_id.bytes
    except BROKEN:
        return False
