"""Phases of the mission and its areas, and the areas: a line, a map, a tree, and their forms."""
