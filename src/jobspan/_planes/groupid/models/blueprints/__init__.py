"""Jobs, collections and data sources as files: what is in them, how they are written, read and compared."""
