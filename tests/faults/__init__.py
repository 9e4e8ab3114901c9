"""What becomes of each changing call when the way to the plane is bad: a proxy in between, the sandbox's record as judge."""
