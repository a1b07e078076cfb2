"""A whole mission in from one file."""

from apps.exchange.services.importing import import_bundle
from apps.exchange.services.report import ImportReport, Outcome

__all__ = ["ImportReport", "Outcome", "import_bundle"]
