"""Passkeys: WebAuthn credentials that log in by themselves, with two factors in one."""
