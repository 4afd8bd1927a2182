"""Whether a verb or noun tells of something that has happened, and who says so.

An intention, a condition, a denial, a question never becomes an event: every infinitive is an
intention unless its governor says that it came true ("managed to", "the first town to").
"""

from __future__ import annotations

from dataclasses import dataclass

from ebbline.extract.grammar import Grammar, Sort

_CONDITIONS = ("if", "unless", "whether", "until", "till", "lest")
_OWNING_UP = frozenset(
    ["admit", "acknowledge", "concede", "confirm", "report", "claim", "announce", "recall"]
)
_TRUE_AFTER = ("by", "in", "with", "upon", "since", "despite", "of")
_HEADS_OF_TRUTH = frozenset(["success", "ease", "speed"])


@dataclass(frozen=True, slots=True)
class Reality:
    """Whether something is told as true, with ``doubt`` (claimed, reportedly …) if so.

    ``ended`` is set for "no longer". ``speech`` is the verb group that reports it (-1: none).
    """

    real: bool
    doubt: bool = False
    ended: bool = False
    speech: int = -1


UNREAL = Reality(False)


def reality_of_verb(g: Grammar, v: int, depth: int = 0) -> Reality:
    """Return whether the verb group ``v`` tells of something that has happened."""
    verb = g.chunks[v]
    ended = verb.negated and "no longer" in verb.adverbs
    if g.question or depth > 5 or verb.modal or (verb.negated and not ended):
        return UNREAL
    if _nearly(g, v) or not _governor_allows(g, v, depth) or _conditional(g, v):
        return UNREAL
    speech = speech_over(g, v)
    if speech >= 0 and speech != v and not _told_as_true(g, speech):
        return UNREAL
    if _noun_clause_is_unreal(g, v):
        return UNREAL
    doubt = bool(set(verb.adverbs) & {"reportedly", "allegedly", "apparently"})
    if speech >= 0:
        doubt |= g.chunks[speech].lemma in g.lexicon.classes["doubtful_speech"]
    return Reality(True, doubt, ended, speech)


def _nearly(g: Grammar, v: int) -> bool:
    words = set(g.chunks[v].adverbs)
    k = v - 1
    while g.sort(k) is Sort.ADVERB:
        words.add(g.chunks[k].word)
        k -= 1
    return bool(words & {"almost", "nearly", "never", "not"})


def _governor_allows(g: Grammar, v: int, depth: int) -> bool:
    verb = g.chunks[v]
    if verb.infinitive:
        return _infinitive_is_true(g, v, depth)
    if verb.gerund:
        return _gerund_is_true(g, v, depth)
    return True


def _previous(g: Grammar, v: int) -> int:
    k = v - 1
    while g.sort(k) is Sort.ADVERB:
        k -= 1
    return k


def _infinitive_is_true(g: Grammar, v: int, depth: int) -> bool:
    k = _previous(g, v)
    classes = g.lexicon.classes
    if g.sort(k) is Sort.VERB:
        governor = g.chunks[k]
        if governor.lemma in classes["achieved"]:
            return reality_of_verb(g, k, depth + 1).real
        return g.chunks[v].perfect and governor.lemma not in classes["unreal_verbs"]
    took = any(
        g.sort(j) is Sort.VERB
        and g.chunks[j].lemma == "take"
        and g.chunks[j].past
        and g.sort(j - 1) is Sort.NOUN
        and g.chunks[j - 1].word == "it"
        for j in range(v)
    )
    if took:
        # "It took them just days to liberate the city."
        return True
    if g.sort(k) is Sort.NOUN:
        root = g.root(k)
        noun = g.chunks[root]
        words = set(noun.words) | set(g.chunks[k].words)
        if words & classes["ordinals"] and not words & classes["unreal_nouns"]:
            before = _previous(g, root)
            return g.sort(before) is not Sort.VERB or reality_of_verb(g, before, depth + 1).real
        before = _previous(g, root)
        if "able" in words and g.sort(before) is Sort.VERB:
            return reality_of_verb(g, before, depth + 1).real
    return False


def _gerund_is_true(g: Grammar, v: int, depth: int) -> bool:
    k = _previous(g, v)
    chunk = g.chunks[k] if k >= 0 else None
    if chunk is None or chunk.sort in (Sort.COMMA, Sort.DATE, Sort.JOIN, Sort.RELATIVE, Sort.STOP):
        return True
    if chunk.sort is Sort.SUBORDINATOR:
        main = next((j for j in range(k - 1, -1, -1) if g.sort(j) is Sort.VERB), -1)
        if main >= 0 and g.chunks[main].infinitive and not _infinitive_is_true(g, main, depth + 1):
            # "vowed to destroy them after driving them out"
            return False
        return chunk.word in ("after", "while", "since", "when", "once")
    if chunk.sort is Sort.PREPOSITION:
        if chunk.word == "of":
            return g.chunks[k - 1].word in _HEADS_OF_TRUTH if g.sort(k - 1) is Sort.NOUN else False
        return chunk.word in _TRUE_AFTER
    if chunk.sort is Sort.VERB and chunk.lemma in _OWNING_UP:
        return reality_of_verb(g, k, depth + 1).real
    if chunk.sort is Sort.VERB:
        true = chunk.lemma in ("begin", "start", "finish", "complete", "keep", "be", "continue")
        return true and reality_of_verb(g, k, depth + 1).real
    return True


def _conditional(g: Grammar, v: int) -> bool:
    word, k = g.clause_word(v)
    if g.chunks[0].lemma == "have" and g.chunks[0].past and v < 4:
        # "Had they taken it, the war would be over."
        return True
    if word in _CONDITIONS:
        return True
    if word == "before" and not g.chunks[v].gerund:
        return not (g.chunks[v].past or g.chunks[v].passive)
    if word == "that" and g.sort(k - 1) is Sort.VERB:
        lemma = g.chunks[k - 1].lemma
        return lemma in g.lexicon.classes["unreal_verbs"] and lemma not in (
            "warn",
            "demand",
            "remember",
        )
    return False


def _noun_clause_is_unreal(g: Grammar, v: int) -> bool:
    """Tell "denied reports that …" and "fears that …" from "the news that …"."""
    classes, (word, k) = g.lexicon.classes, g.clause_word(v)
    told = next((c for c in g.chunks[v + 1 :] if c.sort in (Sort.VERB, Sort.COMMA)), g.chunks[v])
    if (told.passive and told.lemma in classes["denial"]) or (
        told.negated and told.lemma == "confirm"
    ):
        return True
    if word != "that" or g.sort(k - 1) is not Sort.NOUN:
        return word == "that" and g.chunks[k - 1].word == "unlikely"
    noun = g.chunks[k - 1]
    if noun.determiner == "no" or set(noun.words) & classes["unreal_nouns"]:
        return True
    before = _previous(g, g.root(k - 1))
    if g.sort(before) is Sort.PREPOSITION:
        before -= 1
    governor = g.chunks[before] if g.sort(before) is Sort.VERB else None
    return governor is not None and (governor.negated or governor.lemma in classes["denial"])


def _told_as_true(g: Grammar, speech: int) -> bool:
    verb = g.chunks[speech]
    if verb.lemma in g.lexicon.classes["denial"] or verb.negated:
        return False
    return not verb.modal or verb.lemma == "say"


def speech_over(g: Grammar, v: int) -> int:
    """Return the verb group that reports what ``v`` tells ("said that …"; "…, X said"), or -1."""
    speech = g.lexicon.classes["speech"] | g.lexicon.classes["denial"]
    for k in range(v - 1, -1, -1):
        chunk = g.chunks[k]
        if chunk.sort is Sort.STOP and chunk.word != ":":
            break
        if chunk.sort is Sort.VERB and chunk.lemma in speech and not chunk.infinitive:
            return k
    for k in range(v + 1, len(g.chunks)):
        chunk = g.chunks[k]
        if chunk.sort is Sort.VERB and chunk.lemma in speech and not chunk.infinitive:
            return k if _ends_the_sentence(g, k) else -1
    return -1


def _ends_the_sentence(g: Grammar, k: int) -> bool:
    """Tell whether the speech verb ``k`` reports what is before it: "…, X said on Monday"."""
    start = g.subjects(k)[:1]
    left = start[0] if start and start[0] < k else k
    goes_on = g.sort(k + 1) in (Sort.VERB, Sort.JOIN, Sort.RELATIVE)
    return g.sort(left - 1) is Sort.COMMA and not goes_on


def reality_of_noun(g: Grammar, k: int) -> Reality:
    """Return whether the noun phrase ``k`` ("the capture of …") tells of something real."""
    noun = g.chunks[k]
    classes = g.lexicon.classes
    if (
        g.question
        or set(noun.words) & classes["unreal_adjectives"]
        or noun.determiner in ("no", "any")
    ):
        return UNREAL
    if any(
        {"objective", "objectives", "goal", "goals", "aim", "aims"} & set(c.words)
        for c in g.chunks[k : k + 8]
    ):
        return UNREAL
    before = _previous(g, k)
    if g.sort(before) is Sort.PREPOSITION:
        word = g.chunks[before].word
        if word in ("for", "against", "to", "towards", "toward", "ahead", "without", "at", "near"):
            return UNREAL
        if g.sort(before - 1) is Sort.NOUN and word in ("of", "on", "about"):
            return UNREAL
    if g.sort(before) is Sort.SUBORDINATOR and g.chunks[before].word in (
        "before",
        "until",
        "till",
        "since",
    ):
        return UNREAL
    governor = before if g.sort(before) is Sort.VERB else -1
    if governor >= 0:
        verb = g.chunks[governor]
        lemma = f"{verb.lemma} {verb.particle}" if verb.particle == "out" else verb.lemma
        if lemma in classes["unreal_verbs"] or lemma in classes["denial"]:
            return UNREAL
        if verb.negated or verb.modal or verb.infinitive:
            return UNREAL
    after = next((j for j in range(k + 1, len(g.chunks)) if g.sort(j) is Sort.VERB), -1)
    if governor < 0 and after >= 0:
        verb = g.chunks[after]
        if (verb.modal or verb.negated) and k in (g.subjects(after) or [-1]):
            # "The fall of X would …" is a threat only if the verb itself is not about its effect.
            return UNREAL
    speech = (
        governor
        if governor >= 0 and g.chunks[governor].lemma in classes["speech"]
        else speech_over(g, k)
    )
    if speech >= 0 and not _told_as_true(g, speech):
        return UNREAL
    doubt = speech >= 0 and g.chunks[speech].lemma in classes["doubtful_speech"]
    return Reality(True, doubt, False, speech)
