"""Activities made, changed, copied and closed on screen."""
