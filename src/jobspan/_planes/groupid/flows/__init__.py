"""What Directory Manager's calls do, step by step, without I/O."""
