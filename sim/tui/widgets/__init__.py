"""What screens are made of. A widget shows values and posts messages; it knows no rules."""
