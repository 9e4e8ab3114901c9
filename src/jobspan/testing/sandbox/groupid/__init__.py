"""Netwrix Directory Manager (GroupID), as far as its Synchronize API goes."""
