"""The words around a name: what kind of place it is, where it lies, and what is no place.

Data of the languages that reports are written in (English and Arabic first, some French and
German), nothing of a case. All words are folded as :func:`ebbline.spelling.fold` does and without
articles.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


POPULATED = _words(
    "city cities town village hamlet settlement municipality stadt dorf ville "
    "madinat madinah madina medinet qaryat qaryah baldat nahiyat nahiyah nahiya "
    "مدينه بلده قريه ناحيه"
)
"""Words for populated places."""

AREAL = _words("area region zone pocket enclave sector منطقه")
"""Words for the land about a place that a report names by it."""

ADMINISTRATIVE = _words(
    "province provinces governorate governate muhafazat muhafazah muhafaza state prefecture "
    "vilayet wilaya wilayah wilayat provinz gouvernorat محافظه ولايه"
)
"""Words for first-level divisions."""

DISTRICT = _words("district subdistrict county qada qadha qadaa qadhaa canton mantiqat قضاء قضا")
"""Words for lower divisions, larger than a town."""

CLASSES: dict[str, frozenset[str]] = {
    "crossing": _words(
        "crossing bordercrossing checkpoint gate grenzubergang poste معبر منفذ بوابه"
    ),
    "field": _words("field oilfield gasfield oilfields gasfields حقل"),
    "airfield": _words("airbase airport airfield airstrip aerodrome مطار"),
    "station": _words("station محطه"),
    "base": _words("base camp barracks garrison قاعده معسكر"),
    "dam": _words("dam سد"),
    "bridge": _words("bridge جسر"),
    "refinery": _words("refinery plant مصفاه"),
}
"""Facilities and crossings: a name with such a word is not the town of that name."""

CLASS_PHRASES: dict[tuple[str, str], str] = {
    ("border", "post"): "crossing",
    ("border", "point"): "crossing",
    ("frontier", "post"): "crossing",
    ("air", "base"): "airfield",
    ("military", "airport"): "airfield",
    ("oil", "wells"): "field",
}
"""Two words that say together what each alone does not."""

CLASS_ADJECTIVES = _words(
    "border frontier oil gas pumping natural military air international main point "
    "حدودي نفطي غازي عسكري دولي نفط غاز"
)
"""Words that go with a facility or crossing and belong to no name."""

DIRECTIONS = _words(
    "north south east west northeast northwest southeast southwest northern southern eastern "
    "western northeastern northwestern southeastern southwestern central upper lower far "
    "شمال جنوب شرق غرب"
)
"""Words that make a part of a place, or the land beside it."""

BESIDE = _words(
    "outskirts suburbs suburb countryside surroundings vicinity environs outside around between "
    "beyond towards toward km kilometres kilometers miles rural rif ريف ضواحي"
)
"""Words for land beside a place, which is another place."""

QUALIFIERS: dict[str, frozenset[str]] = {
    "eastern": _words("sharqi sharqiyah sharqiya sharki charqi شرقي شرقيه"),
    "western": _words("gharbi gharbiyah gharbiya garbi غربي غربيه"),
    "northern": _words("shamali shamaliyah shamaliya شمالي شماليه"),
    "southern": _words("janubi janubiyah janubiya جنوبي جنوبيه"),
    "upper": _words("fawqani fawqaniyah foqani fowqani fouqani faouqani فوقاني فوقانيه"),
    "lower": _words("tahtani tahtaniyah tahtaniya تحتاني تحتانيه"),
    "great": _words("kabir kabirah kabira kebir كبير كبيره"),
    "small": _words("saghir saghirah saghira sagheer صغير صغيره"),
    "old": _words("old qadim qadimah qadima ancienne alt قديم قديمه"),
    "new": _words("new jadid jadidah jadida nouvelle neu جديد جديده"),
}
"""Words that tell places of one name apart: two different ones are never the same place."""

FILLERS = _words("the a an of in at near and le la les de du des")
"""Words that may stand between a name and what is said of it."""
