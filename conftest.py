"""Lets every folder have its `tests/`: packages come first, so that no folder of that name hides them."""

import chassis as chassis
import gateway as gateway
import infra as infra
import sandbox as sandbox
