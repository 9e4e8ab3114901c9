"""Models of Directory Manager. Documents that travel back keep what they came from, to the byte."""
