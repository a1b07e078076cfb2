"""One link of an activity: what its grade counts as and why, who may confirm it, at what cost of time."""
