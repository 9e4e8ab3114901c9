"""Delphix Data Control Tower (DCT): masking jobs, connectors, and what drives them."""

FACE = "jobspan.delphix"
