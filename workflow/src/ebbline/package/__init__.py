"""Data packages: what others cite and compute with, described so that programs understand it."""
