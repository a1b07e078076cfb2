"""The quality check of a version: what it lacks, why that matters, and what stands with a reason."""
