"""What the appliance does for each operation."""
