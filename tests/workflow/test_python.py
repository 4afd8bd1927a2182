"""The examples of the documentation of `import ebbline`, run on the invented case."""

import doctest
import shutil
from pathlib import Path

import pytest

import ebbline
from ebbline import opencase

pytestmark = pytest.mark.workflow
TINY = Path(__file__).parent / "tiny"


def test_the_examples_of_the_python_interface_give_what_they_say(tmp_path, monkeypatch):
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    known = {"case": ebbline.open_case("vale-1999")}
    result = doctest.testmod(opencase, extraglobs=known, optionflags=doctest.ELLIPSIS)
    assert result.attempted >= 12 and result.failed == 0
    assert known["case"].figure("vale", "1999-05-10")._repr_png_().startswith(b"\x89PNG")
    assert "confirmed" in str(known["case"].history("Midford"))
