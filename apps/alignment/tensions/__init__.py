"""Contradictions between activities: raised, answered, settled, and looked for in reviews."""
