"""Stage ``figures``."""
