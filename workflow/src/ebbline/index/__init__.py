"""Stage ``index``."""
