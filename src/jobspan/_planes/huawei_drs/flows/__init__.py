"""What DRS's calls do, step by step, without I/O."""
