"""One factory for each model: the least that is valid, in one mission throughout."""
