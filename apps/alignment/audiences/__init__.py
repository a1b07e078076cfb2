"""Two members agree that more people see a row."""
