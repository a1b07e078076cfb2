"""Pages of comment rounds: opened with the load counted, read and written in, and who was heard."""
