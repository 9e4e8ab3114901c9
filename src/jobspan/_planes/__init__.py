"""The planes: one package each, imported when it is first touched."""
