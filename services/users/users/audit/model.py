"""An entry of the audit log, and every action one can tell of."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec


class Action(StrEnum):
    """What happened. The words are published: clients translate them."""

    REGISTERED = "registered"
    EMAIL_VERIFIED = "email_verified"
    LOGGED_IN = "logged_in"
    LOGIN_FAILED = "login_failed"
    LOGGED_OUT = "logged_out"
    LOGGED_OUT_EVERYWHERE = "logged_out_everywhere"
    SESSION_ENDED = "session_ended"
    STEPPED_UP = "stepped_up"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    TOTP_ENROLLED = "totp_enrolled"
    TOTP_REMOVED = "totp_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    RECOVERY_CODE_USED = "recovery_code_used"
    REFRESH_TOKEN_REUSED = "refresh_token_reused"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET_ASKED = "password_reset_asked"
    PASSWORD_RESET = "password_reset"
    EMAIL_CHANGE_ASKED = "email_change_asked"
    EMAIL_CHANGED = "email_changed"
    PROFILE_CHANGED = "profile_changed"
    CONSENT_CHANGED = "consent_changed"
    ADDRESS_ADDED = "address_added"
    ADDRESS_CHANGED = "address_changed"
    ADDRESS_REMOVED = "address_removed"
    ROLES_SET = "roles_set"
    ROLE_CHANGED = "role_changed"
    APP_REGISTERED = "app_registered"
    APP_REVOKED = "app_revoked"
    DISABLED = "disabled"
    ENABLED = "enabled"
    DELETED = "deleted"


class Entry(msgspec.Struct):
    """`actor_id` is None when nobody was signed in (a login that failed) or the system acted by itself."""

    id: UUID
    account_id: UUID
    at: datetime
    action: str
    actor_id: UUID | None
    session_id: UUID | None
    address: str | None
    user_agent: str | None
    facts: dict[str, Any]
