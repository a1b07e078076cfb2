"""The shared calendar of a mission: what happens when, and where two calendars do not fit each other."""
