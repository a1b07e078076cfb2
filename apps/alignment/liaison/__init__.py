"""The time of internal actors: what they declare, and when they say that it is enough."""
