"""The trail of staff edits: who changed what, from what to what."""
