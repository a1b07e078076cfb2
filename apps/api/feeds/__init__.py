"""Flat tables for spreadsheets and dashboards: a row a line, columns that keep their names, typed values."""
