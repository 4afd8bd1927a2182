"""Stage ``reconcile``."""
