"""IATI files of a mission or of one agency: which activities leave, with which fields, and what stays."""
