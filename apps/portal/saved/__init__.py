"""Saved filters of the list of activities: each person's own."""
