"""Blueprints: export a server, compare files with it, apply them to it."""
