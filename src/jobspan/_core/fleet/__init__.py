"""What a fleet decides: lanes, order, stops, windows, what is tried again."""
