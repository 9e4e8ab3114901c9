"""What CipherTrust's calls do, step by step, without I/O."""
