"""Assessments kept as reference, what they are compared with, and how they look from today's rows."""
