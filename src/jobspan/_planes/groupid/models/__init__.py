"""Models of Directory Manager. Documents that are written back keep what they were read from, to the byte."""
