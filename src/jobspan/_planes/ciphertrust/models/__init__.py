"""The documents of CipherTrust's answers."""
