"""Operations of Directory Manager, a file a resource."""
