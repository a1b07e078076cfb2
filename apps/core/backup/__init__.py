"""The whole of an installation in one file and back (docs/operations.md, docs/decisions/0013).

`archive` knows the file, `rows` how a row is written in it, `tables` the two databases, `take` and `restore`
the two commands.
"""
