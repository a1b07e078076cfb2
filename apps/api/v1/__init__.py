"""Version 1 of the interface for programs: the rows of a mission in the words of the mission bundle."""
