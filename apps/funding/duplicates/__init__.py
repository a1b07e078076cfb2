"""The same real activity entered twice: found, merged with its sources kept and its money counted once, and
taken apart again."""
