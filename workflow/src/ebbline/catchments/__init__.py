"""Stage ``catchments``."""
