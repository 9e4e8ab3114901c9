"""What DSC does for each operation."""
