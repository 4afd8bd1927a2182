"""The invented land of the catchments' tests is used here too."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "catchments"))
