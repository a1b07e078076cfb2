"""Versions of the framework: their list, two of them compared, and the adoption of one."""
