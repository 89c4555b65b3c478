"""Every event that users announces. The subject is the account where nothing else is said."""

from uuid import UUID

from chassis.events import Event


class UserRegistered(Event, wire_name="users.user_registered.v1"):
    """An account came to be."""

    account_id: UUID


class UserVerified(Event, wire_name="users.user_verified.v1"):
    """The owner has shown to read the account's e-mail address."""

    account_id: UUID


class UserDisabled(Event, wire_name="users.user_disabled.v1"):
    """The account may no longer sign in; access tokens already issued live on for minutes at most."""

    account_id: UUID


class UserEnabled(Event, wire_name="users.user_enabled.v1"):
    """The account may sign in again. Its old sessions stay ended."""

    account_id: UUID


class ProfileChanged(Event, wire_name="users.profile_changed.v1"):
    """The named fields changed; whoever may know the values asks for the profile."""

    account_id: UUID
    fields: list[str]


class EraseRequested(Event, wire_name="users.erase_requested.v1"):
    """The owner deleted the account: whoever holds anything of that person lets go of it, and says so.

    Asked for again as `scan` 2 half an hour later, for what came in meanwhile.
    """

    account_id: UUID
    scan: int


class ExportRequested(Event, wire_name="users.export_requested.v1"):
    """The owner wants a copy of everything: each service prepares its part. The subject is the export."""

    export_id: UUID
    account_id: UUID
