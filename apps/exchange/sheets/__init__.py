"""Spreadsheets, comma-separated files and pasted ranges: read without trust, their columns recognised."""
