"""Links of activities to objectives: made, changed, renewed and removed by people."""
