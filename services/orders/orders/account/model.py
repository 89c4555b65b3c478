"""Accounts, as far as orders cares."""

from uuid import UUID

import msgspec

from chassis.errors import Forbidden


class AccountDisabled(Forbidden):
    type, title = "account-disabled", "This account is disabled"


class AccountState(msgspec.Struct):
    """What users answers to `GET /internal/accounts/{id}/state`."""

    account_id: UUID
    is_disabled: bool
