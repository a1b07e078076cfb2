"""How programs write: rows in the words of the bundle, through the services and rules of the pages.

`table` says for each collection what a request may say of a row, by which rule, and which services store it
(or why not); everything else is the same for all: `body` checks what was sent, `naming` finds the rows that
it names, `saying` puts it on a row, `doing` asks the rule and calls the service, `keys` answers a repeated
request once.
"""
