"""Stage ``territory``."""
