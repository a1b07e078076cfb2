"""Webhooks: addresses outside that are told what happens in a mission (docs/decisions/0033)."""
