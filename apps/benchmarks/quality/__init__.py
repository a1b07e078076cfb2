"""What a draft still lacks: rules with their reasons and sources, and the check that applies them. Pure."""
