"""The change log made verifiable: its entries are sealed in batches, each batch with the one before it."""

from apps.core.history.sealing import erase, look, seal
from apps.core.history.verifying import Verified, verify

__all__ = ["Verified", "erase", "look", "seal", "verify"]
