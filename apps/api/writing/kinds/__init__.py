"""The doors of the collections, in groups; `apps.api.writing.table` has them all."""
