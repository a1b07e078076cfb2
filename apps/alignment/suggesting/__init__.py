"""Suggestions of objectives for activities: pure, in a few milliseconds for each activity."""

from apps.alignment.suggesting.method import Goal, Known, Reason, Suggester, Suggestion, Work

__all__ = ["Goal", "Known", "Reason", "Suggester", "Suggestion", "Work"]
