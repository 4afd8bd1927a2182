"""Whatever a YAML file says, it is read, or refused with its line; nothing in it runs."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbline.config import read_config
from ebbline.errors import UserError
from ebbline.layout import workflow_home
from ebbline.yamlfile import DEEPEST, MOST_NODES, read_yaml

TEXT = (workflow_home() / "config" / "config.yaml").read_text(encoding="utf-8")
LINES = TEXT.splitlines()
YEARS = st.integers(1, 9999)
IMPOSSIBLE = st.one_of(
    st.builds("{:04d}-{:02d}-09".format, YEARS, st.integers(13, 99)),
    st.builds("{:04d}-{:02d}-31".format, YEARS, st.sampled_from([2, 4, 6, 9, 11])),
    st.builds("{:04d}-{:02d}-00".format, YEARS, st.integers(1, 12)),
    st.builds("{:04d}-02-29".format, st.sampled_from([1900, 2017, 2100])),
)


def told(folder, text):
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_config(path)
    return str(caught.value)


def with_value(key, value):
    """Return the configuration with another value for ``key`` of its own line, and that line."""
    number = next(i for i, line in enumerate(LINES) if re.match(rf" *{key}:", line))
    line = f"{LINES[number].partition(':')[0]}: {value}"
    return "\n".join([*LINES[:number], line, *LINES[number + 1 :]]), number + 1


@settings(deadline=None)
@given(day=IMPOSSIBLE, quoted=st.booleans())
def test_a_day_that_no_calendar_has_is_told_with_line_and_key(tmp_path_factory, day, quoted):
    written = f"'{day}'" if quoted else day
    text, line = with_value("period", f"{{first: {written}, last: 2017-12-07}}")
    message = told(tmp_path_factory.mktemp("day"), text)
    assert f"case.yaml, line {line}, key period.first: found '{day}'" in message


@pytest.mark.parametrize(
    "value",
    [
        *("!!python/object/apply:os.system [ls]", "!!python/name:os.system", "!mine x"),
        *("!!timestamp yesterday", "!!int seven", "!!float x", "!!binary x", "!!bool maybe"),
        *("!!timestamp 2017-11-31", "!<tag:example.org,2000:x> {a: 1}"),
    ],
)
def test_a_tag_is_refused_with_line_and_key_and_nothing_runs(tmp_path, value):
    text, line = with_value("subject", value)
    message = told(tmp_path, text)
    assert f"case.yaml, line {line}: key subject" in message and "tag" in message


NAMES = st.text("abcdefgh", min_size=1, max_size=8).filter(lambda n: n not in ("no", "yes"))
TAGS = st.sampled_from(
    [
        *(f"!!{n}" for n in ("int", "float", "bool", "null", "binary", "timestamp", "str", "seq")),
        *("!!map", "!!set", "!!omap", "!!pairs", "!!merge", "!!value", "!!python/name:os.system"),
        *("!", "!mine", "!<tag:example.org,2000:x>"),
    ]
)


@settings(deadline=None)
@given(
    above=st.lists(NAMES, max_size=4, unique=True),
    tag=TAGS,
    value=st.one_of(
        NAMES, st.just("7"), st.just(""), st.just("[a]"), st.just("{a: b}"), IMPOSSIBLE
    ),
    on_key=st.booleans(),
)
def test_any_tag_on_a_key_or_a_value_is_refused_with_line_and_key(
    tmp_path_factory, above, tag, value, on_key
):
    lines = [f"{'  ' * n}{name}:" for n, name in enumerate(above)]
    last = f"{tag} last: {value}" if on_key else f"last: {tag} {value}"
    path = tmp_path_factory.mktemp("tag") / "case.yaml"
    path.write_text("\n".join([*lines, "  " * len(above) + last]))
    with pytest.raises(UserError) as caught:
        read_yaml(path)
    where = f"case.yaml, line {len(above) + 1}: key {'.'.join([*above, 'last'])}: the tag"
    assert where in str(caught.value)


def test_keys_are_texts_whatever_they_look_like(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text("no: Norge\n1: one\n0x_: x\n2017-11-31: day\n~: none\n=: is\n")
    found = read_yaml(path)
    assert list(found.values) == ["no", "1", "0x_", "2017-11-31", "~", "="]


@settings(deadline=None)
@given(day=IMPOSSIBLE, quoted=st.booleans())
def test_what_other_programs_would_make_a_day_of_and_cannot_is_known_by_its_key(
    tmp_path_factory, day, quoted
):
    path = tmp_path_factory.mktemp("day") / "case.yaml"
    path.write_text(f"a: 2017-11-30\nb: {{c: [x, {repr(day) if quoted else day}]}}\n")
    assert read_yaml(path).no_days == ({} if quoted else {("b", "c", 1): day})


@pytest.mark.parametrize(
    ("opened", "closed"), [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[", ""), ("{", "")]
)
@pytest.mark.parametrize("depth", [DEEPEST + 1, 1000, 50_000])
def test_nesting_without_end_is_refused_in_its_line(tmp_path, opened, closed, depth):
    assert "case.yaml, line 1" in told(tmp_path, "".join([opened * depth, "1", closed * depth]))


@settings(deadline=None)
@given(wide=st.integers(2, 12), deep=st.integers(1, 25), keys=st.booleans())
def test_aliases_unfold_to_no_more_than_a_file_may_hold(tmp_path_factory, wide, deep, keys):
    folder = tmp_path_factory.mktemp("bomb")
    lines = [f"a0: &a0 [{', '.join('x' * wide)}]"]
    for n in range(1, deep + 1):
        parts = [f"*a{n - 1}"] * wide
        inside = (
            "{" + ", ".join(f"k{i}: {p}" for i, p in enumerate(parts)) + "}"
            if keys
            else f"[{', '.join(parts)}]"
        )
        lines.append(f"a{n}: &a{n} {inside}")
    path = folder / "case.yaml"
    path.write_text("\n".join(lines))
    if wide**deep > MOST_NODES:
        with pytest.raises(UserError, match=r"line \d+: aliases that unfold"):
            read_yaml(path)
    elif wide ** (deep + 3) < MOST_NODES:
        assert len(read_yaml(path).values) == deep + 1


@pytest.mark.parametrize(
    "text", ["a: &a [*a]", "a: &a {b: *a}", "a: &a\n  b: &b {<<: *b}", "a: &a {b: {c: [*a]}}"]
)
def test_an_alias_that_holds_itself_is_refused(tmp_path, text):
    assert re.search(r"line \d: an alias that holds itself|undefined alias", told(tmp_path, text))


def test_a_file_of_very_many_values_or_letters_is_refused(tmp_path):
    assert "too many values" in told(tmp_path, "\n".join(f"k{i}: 1" for i in range(20_000)))
    assert "characters" in told(tmp_path, "title: " + "x" * 1_000_000)


def test_days_numbers_and_merged_keys_read_as_they_should(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text("a: &a {x: 1, y: 2017-11-09}\nb: {<<: *a, x: 2}\nc: [yes, 1.5, '7', ~]\n")
    found = read_yaml(path)
    assert found.values["b"] == {"x": 2, "y": "2017-11-09"}
    assert found.values["c"] == [True, 1.5, "7", None]
    assert found.line(("b", "x")) == 2 and found.line(("c", 9)) == 3 and found.line(("z",)) is None


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_or_refused(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "case.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        read_yaml(path)
    except UserError as error:
        assert "case.yaml" in str(error)


YAML_PARTS = st.lists(
    st.sampled_from(
        [
            *("a", "b: ", "- ", "[", "]", "{", "}", "&x ", "*x", "!!int ", "!!set ", "!t ", "<<: "),
            *("? ", ", ", "\n", "  ", "'", '"', "|", ">", "#", "%", "---", "...", "2017-11-31"),
            *("1e999", "0x1", "0b2", "1:2:3", ".inf", ".nan", "=", "~", "\\", "@", "`", "\t"),
        ]
    ),
    max_size=30,
).map("".join)


@settings(deadline=None)
@given(YAML_PARTS)
def test_any_row_of_yaml_signs_is_read_or_refused(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("signs") / "case.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        read_config(path)
    except UserError as error:
        assert "case.yaml" in str(error)
