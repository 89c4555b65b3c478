"""Lets every folder have its `tests/`: packages come first, so that folders of their names do not hide them."""

import chassis as chassis
import gateway as gateway
import sandbox as sandbox
