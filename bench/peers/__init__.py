"""jobspan beside httpx and the vendors' clients: the same work, in turns, against a server in a process of its own."""
