"""What this installation holds on one person: shown and given to them, and taken out of it."""
