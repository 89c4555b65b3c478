"""Services as clients of each other: who may call whom, with which scopes."""
