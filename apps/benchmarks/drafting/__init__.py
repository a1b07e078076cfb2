"""Work on a version as a whole: its texts stand in frameworks, its benchmarks here."""
