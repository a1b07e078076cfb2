"""My work: what waits for one member of a mission, each with the one action that settles it."""
