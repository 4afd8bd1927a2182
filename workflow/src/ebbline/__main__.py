"""``python -m ebbline``: the same as the ``ebbline`` command."""

from ebbline.cli import main

raise SystemExit(main())
