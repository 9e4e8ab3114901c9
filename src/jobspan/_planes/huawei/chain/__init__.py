"""The chain: the places where people and tools keep credentials, in the order in which they are looked in."""
