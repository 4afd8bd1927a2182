"""Nothing that is written depends on the language of the computer."""

import ast
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbline.layout import workflow_home
from ebbline.spelling import fold

MODULES = sorted((workflow_home() / "workflow" / "src").rglob("*.py"))


def asked_of_the_locale(source):
    """Return the lines of a module that ask the system's locale for words or digits."""
    lines = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [a.name for a in node.names] + [getattr(node, "module", None)]
            asks = "locale" in names
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            named = {k.arg for k in node.keywords}
            asks = node.func.attr in ("strftime", "strptime", "setlocale", "strcoll") or (
                node.func.attr in ("read_text", "write_text") and "encoding" not in named
            )
        elif isinstance(node, ast.FormattedValue) and node.format_spec:
            spec = "".join(str(getattr(v, "value", "")) for v in node.format_spec.values)
            asks = spec.endswith("n") or ("%" in spec and bool(set(spec) & set("aAbBcpxX")))
        else:
            asks = False
        if asks:
            lines.add(node.lineno)
    return sorted(lines)


@pytest.mark.parametrize(
    "source",
    [
        "import locale",
        "from locale import format_string",
        "day.strftime('%d')",
        "path.read_text()",
        "f'{number:n}'",
        "f'{day:%d %B}'",
    ],
)
def test_what_asks_the_locale_is_known_as_such(source):
    assert asked_of_the_locale(source) == [1]


def test_no_module_asks_the_locale():
    assert len(MODULES) > 100
    found = {p.name: asked_of_the_locale(p.read_text(encoding="utf-8")) for p in MODULES}
    assert {name: lines for name, lines in found.items() if lines} == {}


@given(st.text(alphabet="Iıİiabc", min_size=1, max_size=8))
def test_the_four_letters_i_of_turkish_are_one_letter_of_a_name(name):
    plain = "".join("i" if c in "Iıİi" else c for c in name)
    assert fold(name) == fold(plain) == fold(unicodedata.normalize("NFD", name))
