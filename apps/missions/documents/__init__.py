"""Evidence of a mission: what is known of each document, and its files, version by version."""
