"""A case tells its own story; each mistake in it is told with its line and its key."""

import pytest

from ebbline.config import check_config
from ebbline.config.story import MOST, read_story
from ebbline.errors import UserError
from ebbline.scene.record import read_scene, scene_text
from invented_case import CONFIG, scene_of

OWN = """\
chapters:
  - made: beginning
  - day: 2020-03-10
    box: [9.5, 50.5, 12, 51.5]
    title: {en: "A {day} *for* Alpha", ar: "يوم ألفا"}
    text: {en: "<b>Blue</b>\\n took it."}
  - made: unknown
"""


@pytest.fixture
def config():
    return check_config(CONFIG, name="test")


@pytest.fixture
def told(tmp_path, config):
    """Return what a story's mistakes are."""

    def read(text):
        path = tmp_path / "story.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UserError) as error:
            read_story(path, config)
        return [str(p).removeprefix(f"{path}, ") for p in error.value.problems]

    return read


@pytest.fixture
def scene(tmp_path, config):
    path = tmp_path / "story.yaml"
    path.write_text(OWN, encoding="utf-8")
    return scene_of(config, story=read_story(path, config))


def test_a_case_without_a_story_of_its_own_gets_the_made_one(tmp_path, config):
    assert read_story(tmp_path / "story.yaml", config) is None
    assert len(scene_of(config).chapters) > 3


def test_the_own_steps_take_the_place_of_the_made_ones(scene):
    assert [c.id for c in scene.chapters] == ["beginning", "step-2", "unknown"]
    own = scene.chapters[1]
    assert (own.day.isoformat(), own.box) == ("2020-03-10", (9.5, 50.5, 12, 51.5))
    assert scene.chapters[0].title["ar"], "a made step is told in every language"


def test_its_texts_are_data_in_the_languages_that_it_has(scene):
    own = scene.chapters[1]
    assert own.title == {"en": "A {day} *for* Alpha", "ar": "يوم ألفا"}
    assert own.sentence == {"en": "<b>Blue</b> took it.", "ar": "<b>Blue</b> took it."}


def test_a_step_names_the_sources_of_what_changes_in_its_box_alone(tmp_path, config, scene):
    assert scene.chapters[1].sources
    path = tmp_path / "story.yaml"
    path.write_text(OWN.replace("[9.5, 50.5, 12, 51.5]", "[0, 0, 1, 1]"), encoding="utf-8")
    assert not scene_of(config, story=read_story(path, config)).chapters[1].sources


def test_the_scene_keeps_it(tmp_path, scene):
    path = tmp_path / "scene.json"
    path.write_text(scene_text(scene), encoding="utf-8")
    assert read_scene(path).chapters == scene.chapters


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("2020-03-10", "2021-03-10", 3, "a day of the period, 2020-03-01 to 2020-04-30"),
        ("2020-03-10", "2020-03-32", 3, "a day that no calendar has"),
        ("box: [9.5, 50.5, 12, 51.5]", "view: hole", 4, "no view 'hole'; allowed: whole"),
        ("[9.5, 50.5, 12, 51.5]", "[12, 50.5, 9.5, 51.5]", 4, "west < east"),
        ("    box", "    view: whole\n    box", 3, "either view or box"),
        ("made: unknown", "made: unkown", 7, "'beginning', 'unknown' or 'end'"),
        ("made: unknown", "made: end\n    day: 2020-03-10", 7, "or made alone"),
        ("text:", "tekst:", 6, "unknown key"),
        ('{en: "<b>', '{ar: "<b>', 6, "an English text"),
        ("A {day}", "A" * 91, 5, "at most 90"),
        ("chapters", "steps", 1, "unknown key"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_key(told, old, new, line, says):
    assert old in OWN
    found = [p for p in told(OWN.replace(old, new, 1)) if says in p]
    assert found and found[0].startswith(f"line {line}, key "), found


def test_all_mistakes_are_told_together(told):
    wrong = OWN.replace("2020-03-10", "2019-03-10").replace("box: [9.5, 50.5, 12, 51.5]", "view: x")
    assert len(told(wrong)) == 2


def test_a_story_has_an_end(told):
    assert any(f"at most {MOST}" in p for p in told("chapters:\n" + "  - made: end\n" * 50))
    assert told("chapters: []\n") and told("- made: end\n") and told("")
