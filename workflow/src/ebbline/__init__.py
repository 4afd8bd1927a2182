"""Ebbline: dated reports of towns changing hands, turned into sourced, reproducible maps."""

__version__ = "0.1.0"
