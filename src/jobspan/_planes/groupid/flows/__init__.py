"""What the calls of Directory Manager do, step by step, without I/O."""
