"""Files <-> records and articles."""
