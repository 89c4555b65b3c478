"""Every event that users announces. The subject is always the account."""

from uuid import UUID

from chassis.events import Event


class UserRegistered(Event, wire_name="users.user_registered.v1"):
    """An account came to be."""

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
