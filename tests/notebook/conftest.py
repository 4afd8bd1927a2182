"""The notebook builds land and a map (`make notebook`): minutes, so not `make test`."""

import os

collect_ignore_glob = [] if os.environ.get("EBBLINE_NOTEBOOK") else ["test_*.py"]
