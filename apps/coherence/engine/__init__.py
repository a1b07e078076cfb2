"""The coherence engine: pure functions from the rows of a mission to its assessment. No Django, no clock,
no I/O."""

from apps.coherence.engine.assess import assess
from apps.coherence.engine.document import inputs_from_document
from apps.coherence.engine.fingerprint import fingerprint
from apps.coherence.engine.inputs import Inputs, canonical
from apps.coherence.engine.output import as_document
from apps.coherence.engine.results import Assessment

__all__ = [
    "Assessment",
    "Inputs",
    "as_document",
    "assess",
    "canonical",
    "fingerprint",
    "inputs_from_document",
]
