"""Money written on a page: funding lines, rates, plans ahead."""
