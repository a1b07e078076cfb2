"""How the levels came about: up to sixty quarters of them, and any one day of the past."""
