"""The words around a name: what kind of place it is, where it lies, and what is no place.

Data of the languages that reports are written in (English and Arabic first; French, German, Russian
and Ukrainian; the words for divisions that English reports borrow), nothing of a case. All words
are folded as :func:`ebbline.spelling.fold` does and without articles.
"""

from __future__ import annotations

from ebbline.spelling import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(map(fold, text.split()))


POPULATED = _words(
    "city cities town village hamlet settlement municipality municipio commune township townships "
    "stadt dorf ville bourg bourgade "
    "misto selo selyshche gorod poselok derevnya shahr "
    "madinat madinah madina medinet qaryat qaryah baldat nahiyat nahiyah nahiya "
    "город село поселок деревня станица хутор місто селище смт пгт "
    "مدينه بلده قريه ناحيه شهر روستا"
)
"""Words for populated places."""

AREAL = _words("area zone pocket enclave sector منطقه")
"""Words for the land about a place that a report names by it."""

ADMINISTRATIVE = _words(
    "province provinces governorate governate muhafazat muhafazah muhafaza state region "
    "prefecture vilayet wilaya wilayah wilayat provinz gouvernorat oblast oblasti krai kray "
    "republic respublika voivodeship departement provincia departamento estado viloyat velayat "
    "ostan область області области обл край республика محافظه ولايه استان"
)
"""Words for first-level divisions."""

DISTRICT = _words(
    "district districts subdistrict county qada qadha qadhaa canton mantiqat raion rayon raions "
    "hromada woreda wereda kebele okrug uezd shahrestan shahristan ilce "
    "kreis landkreis bezirk cercle arrondissement distrito "
    "район району района громада округ قضاء قضا شهرستان"
)
"""Words for lower divisions, larger than a town."""

WATERS = _words(
    "river lake gulf sea bay strait mountain mountains desert fleuve riviere lac fluss "
    "река озеро море залив річка ріка затока نهر بحيره خليج جبال"
)
"""Words for rivers, lakes and mountains, which nobody takes as towns are taken."""

GREAT_RIVERS = _words(
    "nile niger congo zambezi limpopo senegal volta benue chari awash omo tekeze shebelle jubba "
    "euphrates tigris khabur balikh orontes litani jordan karun araxes kura terek kuban "
    "dnieper dniester donets siverskyidonets severskydonets danube volga don ural irtysh yenisei "
    "prut tisza sava drava drina neretva vistula oder bug neman elbe rhine moselle meuse scheldt "
    "seine loire rhone garonne orne vire po tiber ebro tagus thames indus ganges brahmaputra "
    "helmand amudarya syrdarya mekong irrawaddy ayeyarwady chindwin salween thanlwin sittaung "
    "yangtze amazon orinoco magdalena parana "
    "الفرات دجله النيل днепр дніпро днестр дністер дон донец донець дунай волга"
)
"""Rivers that reports name without the word: not the town that is spelled nearly so.

Words are written together. A place that is spelled just so is still found (*Dnipro*, *Bug*).
"""

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

GENERIC_BEFORE: tuple[str, ...] = (
    *("thi tran", "thanh pho", "thi xa", "xa", "ap", "xom", "thon", "lang", "huyen", "quan"),
    *("phuong", "huong", "nong truong", "amphoe", "king amphoe", "changwat", "mueang", "thesbal"),
    *("kampong", "kampung", "kota", "kutha", "bayan ng", "lungsod ng", "dakbayan sa", "felda"),
    *("opstina", "opshtina", "opcina", "obcina", "obec", "gmina", "gradska", "grad", "imeni"),
    *("poselok", "khutor", "hutor", "sovkhoz", "comuna de", "comuna", "judet", "villa de"),
    *("ciudad de", "ciudad", "colonia", "ejido", "hacienda", "corregimiento", "municipio de"),
    *("municipio", "caserio", "distretto di", "comune di", "commune de", "ville de", "markt"),
    *("madinat", "madinah", "qaryat", "nahiyat", "nahiyah", "markaz", "qada", "bandar e"),
    *("bandar", "shahr e", "shahrak e", "alaqahdari", "alaqadari", "alakadari", "poste de"),
    *("city of", "town of", "village of", "tram de"),
)
"""Words of kind before a name, in a gazetteer's spellings, which say nothing of which place.

As :data:`GENERIC_AFTER`, the most common of those without which the same record of GeoNames has
another spelling.
"""

GENERIC_AFTER: tuple[str, ...] = (
    *("zhen", "xiang", "hsien", "xian", "shih", "shi", "jiedao", "jie dao", "qu", "tsung"),
    *("dzong", "chen", "si", "gun", "eup", "up", "ni", "ri", "machi", "cho", "mura", "sumu"),
    *("suma", "sume", "somon", "ward", "osh", "varos", "koyu", "koy", "qalasy", "kalasy"),
    *("shaary", "rajon", "rayon", "vald", "kommun", "kommune", "gemeinde", "municipality"),
    *("city", "town", "village", "district", "cdp", "taxe"),
)
"""Words of kind after a name."""

QUALIFIERS: dict[str, frozenset[str]] = {
    "eastern": _words(
        "east skhidnyi vostochnyy sharqi sharqiyah sharqiya sharki charqi شرقي شرقيه"
    ),
    "western": _words("west zakhidnyi zapadnyy gharbi gharbiyah gharbiya garbi غربي غربيه"),
    "northern": _words("north shamali shamaliyah shamaliya شمالي شماليه"),
    "southern": _words("south janubi janubiyah janubiya جنوبي جنوبيه"),
    "upper": _words(
        "upper verkhnya verkhnia verkhniaya verkhniy verkhnje verkhnye gornja gornji "
        "gornje fawqani fawqaniyah foqani fowqani fouqani faouqani فوقاني فوقانيه"
    ),
    "lower": _words(
        "lower nyzhnia nyzhnya nizhnyaya nizhniy nyzhnye donja donji donje tahtani "
        "tahtaniyah tahtaniya تحتاني تحتانيه"
    ),
    "great": _words(
        "great big velyka velykyi velike velyke velikaya veliki velika bolshaya bolshoye "
        "grand grande gyi kabir kabirah kabira kebir كبير كبيره"
    ),
    "small": _words(
        "small little mala malyi male malaya maloye malo petit petite saghir saghirah "
        "saghira sagheer صغير صغيره"
    ),
    "old": _words(
        "stara staryi stare staraya stari viejo old qadim qadimah qadima ancienne alt قديم قديمه"
    ),
    "new": _words(
        "nova novyi nove novaya novoye novi novo nouveau new jadid jadidah jadida "
        "nouvelle neu جديد جديده"
    ),
}
"""Words that tell places of one name apart: two different ones are never the same place."""

FILLERS = _words("the a an of in at near and capital seat le la les de du des d del von el los las")
"""Words that may stand between a name and what is said of it."""

REGIONS = _words(
    "jazira jazirah jezira aljazira badia badiya hauran hawran kurdistan rojava levant mesopotamia "
    "donbas donbass polissia podolia crimea caucasus transcaucasia sahel maghreb fezzan cyrenaica "
    "tripolitania darfur kordofan gezira ogaden tigray oromia benadir puntland somaliland azawad "
    "kivu katanga ituri baluchistan balochistan waziristan hazarajat panjshir kashmir "
    "الجزيره الباديه حوران دارفور كردفان донбас донбасс крим крым"
)
"""Regions that are no divisions by name; as with rivers, a place spelled just so is still found."""

OF = ("of", "de", "du", "des", "d", "del", "von")
"""Words between a word of kind and the name: *ville de Sabratha*, *Stadt von X*."""
