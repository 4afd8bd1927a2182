"""What pyproject.toml cannot say: a wheel carries the workflow and its committed inputs."""

from pathlib import Path
from shutil import copy2, copytree, ignore_patterns, rmtree

from setuptools import setup
from setuptools.command.build_py import build_py

CARRIED = ("config", "resources", "workflow")


class BuildWithWorkflow(build_py):
    """Copies what a checkout has at its top into ``ebbline/_home`` (ebbline.layout finds it)."""

    def run(self) -> None:
        """Build the modules, then add the workflow; an editable install has it already."""
        super().run()
        if self.editable_mode:
            return
        home = Path(self.build_lib, "ebbline", "_home")
        rmtree(home, ignore_errors=True)
        # texts of reports may lie in a case's folder, and are nobody's to pass on
        without = ignore_patterns("src", "scripts", "reports", "__pycache__", ".*")
        for name in CARRIED:
            copytree(name, home / name, ignore=without)
        copy2("CITATION.cff", home)


setup(cmdclass={"build_py": BuildWithWorkflow})
