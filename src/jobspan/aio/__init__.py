"""The async shell, generated from jobspan/shell."""
