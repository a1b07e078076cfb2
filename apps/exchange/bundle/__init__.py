"""The mission bundle, format `nexusplan-bundle`, version 1: read, check, compare, write. Pure, without ORM.

docs/bundle-format.md describes the format for those who write files, schema.json says it for programs.
"""

from .canonical import canonical, differences, dump, stream
from .faults import BundleRefused, Code, Fault
from .reader import check, read

__all__ = ["BundleRefused", "Code", "Fault", "canonical", "check", "differences", "dump", "read", "stream"]
