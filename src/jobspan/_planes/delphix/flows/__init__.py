"""What DCT's calls do, step by step, without I/O."""
