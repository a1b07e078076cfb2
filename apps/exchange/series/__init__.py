"""Observations from files: a series from outside, and the sheet of a reporting period."""
