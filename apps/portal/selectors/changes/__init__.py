"""The change log of a mission as a reader may see it."""

from apps.portal.selectors.changes.entries import Asked
from apps.portal.selectors.changes.kinds import KINDS, NOT_TOLD
from apps.portal.selectors.changes.reading import ChangeRow, changes_for, people_of

__all__ = ["KINDS", "NOT_TOLD", "Asked", "ChangeRow", "changes_for", "people_of"]
