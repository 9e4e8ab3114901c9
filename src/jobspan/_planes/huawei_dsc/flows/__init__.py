"""What DSC's calls do, step by step, without I/O. ``reads`` and what it needs lie below ``job_kinds``, the rest above."""
