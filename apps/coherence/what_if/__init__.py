"""What would move if a few things changed: made, kept and shown beside the plan, never in it."""
