"""Pages on which two members agree that more people see a row."""
