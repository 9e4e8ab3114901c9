"""The source of the shell, written once in its async form; ``aio`` and ``sync`` are generated from it by ``tools/unasync.py``."""
