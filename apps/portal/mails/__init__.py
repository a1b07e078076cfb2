"""The weekly mail and the reminders: what stands in them, for whom, and that none comes twice."""
