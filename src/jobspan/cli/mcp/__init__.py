"""The calls of jobspan as tools of the Model Context Protocol: a few tools over the table of operations."""
