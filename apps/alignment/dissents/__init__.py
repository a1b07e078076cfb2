"""Disagreements on record: raised, answered, withdrawn."""
