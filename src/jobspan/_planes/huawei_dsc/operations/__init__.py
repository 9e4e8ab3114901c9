"""Operations of DSC, a file a resource."""
