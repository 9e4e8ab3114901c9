"""Drivers that run flows. The only package that knows httpx."""
