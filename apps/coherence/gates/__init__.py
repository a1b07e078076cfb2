"""What a body decided at a gate, and the picture it had before it on that day."""
