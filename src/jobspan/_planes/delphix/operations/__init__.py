"""Operations of DCT, a file a domain of its API reference."""
