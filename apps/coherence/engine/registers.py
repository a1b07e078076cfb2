"""The state of a register at a date: rows are there, somebody declared that there are none, or nobody
entered any."""

RECORDED = "recorded"
DECLARED_EMPTY = "declared_empty"
MISSING = "missing"


def register_state(declared: str | None, *, has_rows: bool) -> str:
    """`recorded` if rows exist at the date; without rows, what was declared (undated, so at every date), else
    `missing`."""
    return RECORDED if has_rows else declared or MISSING
