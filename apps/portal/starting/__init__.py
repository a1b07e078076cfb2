"""Where a mission begins, and the template frameworks it can begin from."""
