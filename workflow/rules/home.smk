# Where this workflow's code and committed inputs are. From a folder: beside it. From a repository's
# tag, branch or commit (`gitfile`, `github`, `gitlab`): unpacked from that very commit into
# .snakemake/. From an address, or from a wheel: in the installed package.

import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path


def unpacked(repository, ref):
    """Return the folder that `workflow`, `resources` and `config` of a commit are unpacked in."""
    git = ["git", "-C", str(repository)]
    commit = subprocess.check_output(
        [*git, "rev-parse", "--verify", f"{ref}^{{commit}}"], text=True
    ).strip()
    folder = Path(".snakemake", "ebbline", commit[:16])
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        parts = ["workflow", "resources", "config"]
        packed = subprocess.check_output([*git, "archive", commit, "--", *parts])
        draft = Path(tempfile.mkdtemp(dir=folder.parent))
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            # Python has the filter from 3.11.4 on; what git packs needs none.
            safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            archive.extractall(draft, **safe)
        try:
            draft.rename(folder)
        except OSError:  # another process was first
            if not folder.is_dir():
                raise
    return folder


def home_of(place):
    """Return the folder with `workflow/` and `resources/`, for the place that Snakemake names."""
    if hasattr(place, "repo_path"):
        home = unpacked(place.repo_path, place.ref)
    elif hasattr(place, "hosted_repo"):
        home = unpacked(place.hosted_repo.repo_clone, place.ref)
    elif hasattr(place, "__fspath__"):
        home = Path(place).parent
    else:
        home = None
    code = home and home / "workflow" / "src"
    if code and code.is_dir():
        sys.path.insert(0, str(code.resolve()))
    try:
        from ebbline.layout import workflow_home
    except ModuleNotFoundError as error:
        if error.name != "ebbline":
            raise
        print(
            f"The workflow at {place} has no code beside it, and ebbline is not installed here.\n"
            "Install it where Snakemake runs: pip install ebbline",
            file=sys.stderr,
        )
        raise SystemExit(2) from None
    return home or workflow_home()
