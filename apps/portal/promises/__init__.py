"""What the parties promised one another, with its status as each side sees it."""
