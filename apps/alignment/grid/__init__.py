"""Many activities changed at once: a plain table of inputs, and one value for several rows."""
