"""The sync shell, generated from jobspan/shell."""
