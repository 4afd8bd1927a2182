"""The configuration tells every mistake with its key, and its documentation never drifts."""

import difflib
import re
from pathlib import Path

import pytest
import yaml

from ebbline import tables
from ebbline.config import check_config, read_config
from ebbline.config.command import effective_yaml
from ebbline.config.document import documentation_files
from ebbline.errors import UserError
from ebbline.language import available, of_case
from ebbline.layout import workflow_home

HOME = workflow_home()


@pytest.fixture
def values():
    return yaml.safe_load((HOME / "config" / "config.yaml").read_text(encoding="utf-8"))


def problems_of(values) -> str:
    with pytest.raises(UserError) as caught:
        check_config(values, name="config.yaml")
    return str(caught.value)


@pytest.mark.parametrize("path", documentation_files(HOME), ids=lambda p: p.name)
def test_the_documentation_is_the_one_of_the_models(path):
    wanted = documentation_files(HOME)[path]
    found = path.read_text(encoding="utf-8") if path.exists() else ""
    drift = difflib.unified_diff(found.splitlines(), wanted.splitlines(), "found", "wanted", n=0)
    assert found == wanted, "run: ebbline config --write-docs\n" + "\n".join(drift)


def test_every_key_of_the_table_has_a_meaning():
    table = documentation_files(HOME)[HOME / "config" / "README.md"]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert len(rows) > 30
    assert [row for row in rows if row.rstrip(" |").endswith("|")] == []


def test_the_case_of_the_repository_is_correct():
    config = read_config(HOME / "config" / "config.yaml")
    assert config.subject in config.holders
    assert config.results_name == "euphrates-2017"


def test_the_effective_configuration_reads_as_itself(tmp_path):
    config = read_config(HOME / "config" / "config.yaml")
    path = tmp_path / "run_config.yaml"
    path.write_text(effective_yaml(config), encoding="utf-8")
    assert read_config(path) == config


def test_fewer_collections_have_a_results_folder_of_their_own(values):
    values["collections"] = ["reports"]
    assert check_config(values, name="c").results_name == "euphrates-2017-reports"
    values["collections"] = ["record", "reports"]
    assert check_config(values, name="c").results_name == "euphrates-2017"


def test_what_was_known_by_a_day_has_its_own_results_and_shows_no_later_day(values, tmp_path):
    values["known_by"] = "2017-11-10"
    values["figures"]["key_days"] = ["2017-11-03", "2017-11-19"]
    values["figures"]["comparisons"] = [["2017-10-01", "2017-11-09"], ["2017-10-01", "2017-12-07"]]
    config = check_config(values, name="c")
    assert config.results_name == "euphrates-2017-known-by-2017-11-10"
    assert str(config.period.last) == "2017-11-10"
    assert [str(day) for day in config.figures.key_days] == ["2017-11-03"]
    assert len(config.figures.comparisons) == 1
    path = tmp_path / "run_config.yaml"
    path.write_text(effective_yaml(config), encoding="utf-8")
    assert read_config(path) == config


def test_a_day_before_the_period_by_which_nothing_is_known_is_refused(values):
    values["known_by"] = "2017-09-01"
    with pytest.raises(UserError, match="period"):
        check_config(values, name="c")


def test_all_mistakes_are_told_together_each_with_its_key(values):
    values["colour"] = "red"
    values["period"]["first"] = "11/9/2017"
    values["names"]["certainty"] = 400
    values["stale_after_days"] = "many"
    del values["title"]
    told = problems_of(values)
    for key in ("colour", "period.first", "names.certainty", "stale_after_days", "title"):
        assert f"config.yaml, key {key}: " in told
    assert "unknown key" in told and "missing" in told


def test_a_period_that_ends_before_it_begins_is_refused(values):
    values["period"] = {"first": "2017-12-07", "last": "2017-10-01"}
    assert "after last" in problems_of(values)


def test_an_unknown_subject_or_collection_is_refused_and_the_known_ones_named(values):
    assert "syria" in problems_of(values | {"subject": "nobody"})
    assert "reports" in problems_of(values | {"collections": ["rumours"]})


@pytest.mark.parametrize("text", ["a: [1", "just words", "", "- 1\n- 2\n"])
def test_what_is_not_a_configuration_is_refused(tmp_path, text):
    path: Path = tmp_path / "c.yaml"
    path.write_text(text)
    with pytest.raises(UserError, match=r"c\.yaml"):
        read_config(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UserError, match=r"nowhere\.yaml"):
        read_config(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize("day", [0, "1510185600", "2017-11-09T00:00:00", "9/11/2017", True])
def test_a_day_is_written_year_month_day_and_a_number_is_none(values, day):
    values["period"]["first"] = day
    with pytest.raises(UserError, match=r"key period\.first: .*YYYY-MM-DD"):
        check_config(values, name="config.yaml")


def test_a_code_that_yaml_takes_for_no_is_told_once_and_how_to_write_it(values):
    values["names"]["countries"] = yaml.safe_load("[NO]")
    (line,) = problems_of(values).splitlines()
    assert "names.countries.0: found 'False'" in line and "put it in quotes" in line


def test_any_number_of_parties_is_taken(values):
    parties = {f"other-{n}": {"en": f"Others {n}"} for n in range(9)}
    values["holders"] |= {holder: {"name": n, "short": n} for holder, n in parties.items()}
    assert len(check_config(values, name="test").holders) == 14


def test_colours_that_cannot_be_told_apart_are_told_before_anything_is_built(values):
    values["holders"]["sdf"]["fill"] = "#9F3840"
    assert "holders.sdf.fill: #9F3840 is" in problems_of(values)


@pytest.mark.parametrize("locale", ["nowhere", "!"])
def test_a_locale_that_nobody_knows_is_told(values, locale):
    values["locales"] = {"ar": locale}
    assert "locales" in problems_of(values)


def test_a_style_that_is_taken_twice_is_told_with_the_free_ones(values):
    values["holders"]["iraq"]["style"] = "amber"
    assert "style 'amber' is taken twice" in problems_of(values)


def test_the_example_of_the_documentation_is_correct_and_needs_no_other_key():
    text = (HOME / "docs" / "new-case.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.S)
    assert check_config(yaml.safe_load(example), name="docs/new-case.md").case == "norland-2031"


@pytest.mark.parametrize(
    ("table", "heading"),
    [(tables.SOURCES, "sources.csv"), (tables.CLAIMS, "claims.csv")],
    ids=["sources", "claims"],
)
def test_the_documentation_names_every_column_of_a_case_and_no_other(table, heading):
    text = (HOME / "docs" / "new-case.md").read_text(encoding="utf-8")
    part = text.split(f"**`{heading}`**")[1].split("\n**")[0]
    cells = re.findall(r"^\| (`.*?) \|", part, re.M)
    named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert named == [column.name for column in table.columns]


@pytest.mark.parametrize(
    ("section", "key", "value", "says"),
    [
        ("figures", "languages", ["xx"], r"key figures\.languages: no words in 'xx'; allowed: en"),
        ("webmap", "languages", ["en", "xx"], r"key webmap\.languages: no words in 'xx'"),
        ("figures", "key_days", ["2016-11-09"], r"key figures\.key_days: 2016-11-09 is outside"),
        ("figures", "comparisons", [["2017-11-01", "2018-01-01"]], r"comparisons: 2018-01-01 is"),
        (
            "webmap",
            "first_view",
            "moon",
            r"webmap\.first_view: no view 'moon'; allowed: valley",
        ),
    ],
)
def test_what_does_not_fit_the_rest_is_told_before_anything_is_built(
    values, section, key, value, says
):
    values.setdefault(section, {})[key] = value
    with pytest.raises(UserError, match=says):
        check_config(values, name="config.yaml")


def test_no_party_is_called_what_claimants_of_no_party_are(values):
    values["holders"]["neutral"] = values["holders"].pop("sdf")
    assert "key holders: a holder called 'neutral'" in problems_of(values)


def test_a_key_that_stands_twice_is_told_and_not_overridden_in_silence(tmp_path):
    path = tmp_path / "config.yaml"
    text = (HOME / "config" / "config.yaml").read_text(encoding="utf-8")
    path.write_text(text + "\nsubject: syria\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"line \d+: the key 'subject' stands in line \d+ too"):
        read_config(path)


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("collections", "reports", "a list, such as [a, b]"),
        ("collections", [], "at least 1 of them"),
        ("period", 2017, "keys with values"),
        ("stale_after_days", "x", "a whole number"),
        ("stale_after_days", -1, "0 or more"),
        ("case", "a b", "text of the pattern"),
    ],
)
def test_what_is_allowed_is_said_in_the_words_of_the_file(values, key, value, allowed):
    values[key] = value
    assert f"key {key}: found {str(value)!r}; allowed: {allowed}" in problems_of(values)


def test_open_land_is_called_as_the_configuration_says_in_every_language(values):
    named = {"name": {"en": "steppe", "ar": "سهب"}, "the": {"en": "the steppe", "ar": "السهب"}}
    unnamed = {key: value for key, value in values.items() if key != "open_land"}
    for code in available():
        plain = of_case(code, check_config(unnamed, name="test"))
        called = of_case(code, check_config({**unnamed, "open_land": named}, name="test"))
        assert called.text("figures.legend.desert") == named["name"].get(code, "steppe")
        assert named["the"].get(code, "the steppe") in called.text("figures.area_chart.total")
        assert plain.text("figures.legend.desert") == plain.text("open_land.name")
