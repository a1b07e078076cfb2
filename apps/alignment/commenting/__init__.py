"""What people say of a benchmark, outside of comment rounds."""
