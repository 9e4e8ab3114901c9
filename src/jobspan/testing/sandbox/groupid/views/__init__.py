"""The shapes of what is answered."""
