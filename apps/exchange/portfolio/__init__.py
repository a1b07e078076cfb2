"""A portfolio of activities from IATI, a spreadsheet or a pasted range: one kind of record for all."""
