"""What the framework answers to, written and mapped: mandates with tasks, other frameworks with items."""
