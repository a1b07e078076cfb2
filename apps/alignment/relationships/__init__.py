"""How close two agencies work, as each side rates it, and who is close to whom."""
