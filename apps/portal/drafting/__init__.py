"""Where planners write the open version of the framework, part by part, as the document it will become."""
