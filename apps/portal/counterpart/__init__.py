"""The pages of an internal counterpart: what is asked of it, its hours, its answers and positions."""
