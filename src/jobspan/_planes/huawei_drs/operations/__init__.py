"""Operations of DRS, a file a domain."""
