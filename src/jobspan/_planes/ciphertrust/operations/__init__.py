"""Operations of CipherTrust, a file a domain."""
