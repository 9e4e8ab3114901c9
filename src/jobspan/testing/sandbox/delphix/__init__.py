"""The Delphix Data Control Tower (DCT) plane of the sandbox."""
