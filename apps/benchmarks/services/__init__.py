"""The doors through which benchmarks, indicators, milestones and gates of an open version are written."""
