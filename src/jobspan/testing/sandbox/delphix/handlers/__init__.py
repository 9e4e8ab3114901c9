"""The operations of DCT: each route, and what answers it."""
