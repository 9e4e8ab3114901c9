"""The operations of DRS: each route, and what answers it."""
