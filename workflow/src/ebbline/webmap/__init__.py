"""Stage ``webmap``."""
