"""Ebbline: dated reports of towns changing hands, turned into sourced, reproducible maps.

From Python, a case is opened with ``ebbline.open_case``; see :mod:`ebbline.opencase`.
"""

__version__ = "0.2.0"


def __getattr__(name: str) -> object:
    """Load what programmers use when it is first asked for: commands do without it.

    It is named, not imported, since an import statement here would be one of every command
    (ebbline.provenance); ``__init__.pyi`` has the types.
    """
    if name in ("open_case", "OpenCase"):
        from importlib import import_module

        return getattr(import_module("ebbline.opencase"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
