"""The shared calendar: dates that a planner proposes and parties endorse."""
