"""No secret leaves by any door."""
