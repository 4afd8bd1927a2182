"""Programs that read our results (`make peers`): slow and not everywhere, so not `make test`."""

import os

collect_ignore_glob = [] if os.environ.get("EBBLINE_PEERS") else ["test_*.py"]
