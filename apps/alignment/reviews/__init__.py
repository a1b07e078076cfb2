"""What internal actors answer to activities: no objection, an objection, nothing to say."""
