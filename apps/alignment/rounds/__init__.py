"""Comment rounds: a draft open for comment, its passages, what is said and suggested, who stands where."""
