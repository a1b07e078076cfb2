"""One funder's own view: its money against the framework, its word, its plans, its government, its kind."""
