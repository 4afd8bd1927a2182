"""Stage ``extract``."""
