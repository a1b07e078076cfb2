"""Every collection with the door through which it is written, or the reason why it has none."""

from collections.abc import Mapping

from apps.api.writing.doors import Door, Words
from apps.api.writing.kinds.money import MONEY
from apps.api.writing.kinds.work import WORK

DOORS: Mapping[str, Door] = {door.collection: door for door in (*WORK, *MONEY)}
READ_ONLY: Mapping[str, Words] = {}
"""Collections that programs read only, and why."""
