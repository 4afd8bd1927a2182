"""Stage ``geocode``."""
