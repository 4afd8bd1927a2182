"""A sentence in chunks (noun phrases, verb groups, prepositions …), and who does what in it.

No model: closed classes of words, verb forms and mentions decide. What the grammar does not know
is taken for a noun or an adjective, so that an unknown word makes a phrase longer, never an event.
The grammar follows a verb group left to its subject and right to its object and complements, past
appositions, relative clauses and what stands between commas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ebbline.extract.lexicon import FUNCTION_WORDS, Lexicon, VerbForm
from ebbline.extract.mentions import Mention, What
from ebbline.extract.text import Token


class Sort(StrEnum):
    """What kind of chunk it is."""

    NOUN = "noun"
    VERB = "verb"
    PREPOSITION = "preposition"
    COMMA = "comma"
    JOIN = "join"
    SUBORDINATOR = "subordinator"
    RELATIVE = "relative"
    DATE = "date"
    ADVERB = "adverb"
    STOP = "stop"


@dataclass(slots=True)
class Chunk:
    """One chunk over the tokens ``start`` to ``end`` (half-open).

    A noun phrase has ``words`` (lower case, mentions left out), ``mentions``, ``owner`` (the noun
    phrase before its *'s*) and ``determiner``. A verb group has ``lemma``, ``particle`` and its
    features. ``word`` is the preposition, conjunction … or the head noun.
    """

    sort: Sort
    start: int
    end: int
    word: str = ""
    words: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    owner: Chunk | None = None
    determiner: str = ""
    mention: Mention | None = None
    lemma: str = ""
    particle: str = ""
    passive: bool = False
    bare: bool = False
    perfect: bool = False
    past: bool = False
    infinitive: bool = False
    gerund: bool = False
    modal: bool = False
    negated: bool = False
    adverbs: tuple[str, ...] = ()
    main: int = -1
    ends_with_mention: bool = False


_BE = ("is", "are", "was", "were", "be", "been", "being", "am", "'s", "'re")
_HAVE = ("has", "have", "had", "having", "'ve")
_WOULD = ("will", "would", "shall", "should", "can", "could", "may", "might", "must", "'d", "'ll")
_ALSO_PREPOSITIONS = ("after", "before", "since", "until", "till", "as", "once")
_PARTICLES = ("back", "out", "up", "over", "down")


@dataclass(slots=True)
class Reader:
    """Walks over the words of one sentence; the chunks cut so far."""

    tokens: Sequence[Token]
    mentions: Mapping[int, Mention]
    lexicon: Lexicon
    chunks: list[Chunk] = field(default_factory=list)

    def _add(self, chunk: Chunk) -> int:
        self.chunks.append(chunk)
        return chunk.end

    def _is_adverb(self, word: str) -> bool:
        if self.lexicon.is_a(word, "adverbs"):
            return True
        return (
            word.endswith("ly")
            and len(word) > 4
            and word
            not in ("only", "july", "italy", "ally", "family", "assembly", "supply", "reply")
        )

    def _first_of_all(self, j: int) -> bool:
        """Tell "they first captured it in May" from "the first captured town"."""
        form = self.lexicon.verbs.get(self._word(j + 1))
        told = self._word(j) == "first" and form is not None and form.past
        return told and j > 0 and self._word(j - 1) != "the"

    def _word(self, j: int) -> str:
        return self.tokens[j].lower if j < len(self.tokens) else ""

    def _infinitive_follows(self, i: int) -> bool:
        j = i + 1
        while self._is_adverb(self._word(j)) or self._word(j) == "not":
            j += 1
        form = self.lexicon.verbs.get(self._word(j))
        return form is not None and form.base and j not in self.mentions

    def _is_verb(self, i: int) -> bool:
        """Tell whether the verb form at ``i``, outside a noun phrase, begins a verb group."""
        token = self.tokens[i]
        form = self.lexicon.verbs.get(token.lower)
        if form is None or (token.is_capital and i > 0 and self.tokens[i - 1].is_word is False):
            return form is not None and form.ing and bool(self.chunks)
        previous = self.chunks[-1] if self.chunks else None
        if previous is None:
            return form.past or form.participle or (form.ing and self._object_follows(i))
        if previous.sort is Sort.PREPOSITION:
            return form.ing and self._object_follows(i)
        if form.ing or form.past or form.participle:
            return True
        if previous.sort in (Sort.NOUN, Sort.RELATIVE):
            noun = self.lexicon.is_a(form.lemma, "ambiguous") and self._word(i + 1) == "of"
            return not noun
        if previous.sort is Sort.COMMA and (form.third or form.base) and len(self.chunks) > 2:
            # "A, on the coast, remains …": the verb after what stands between commas.
            closes = any(c.sort is Sort.COMMA for c in self.chunks[:-1])
            falls = form.lemma == "fall" and self._word(i + 1) == "to"
            return closes and (falls or not self.lexicon.is_a(form.lemma, "ambiguous"))
        plain = not self.lexicon.is_a(form.lemma, "ambiguous") or self._object_follows(i)
        if previous.sort is Sort.ADVERB:
            return plain or previous.word in ("still", "now", "also")
        after_verb = any(c.sort is Sort.VERB for c in self.chunks[-4:])
        return previous.sort is Sort.JOIN and after_verb and plain

    def _object_follows(self, i: int) -> bool:
        if i + 1 >= len(self.tokens):
            return False
        word = self.tokens[i + 1].lower
        return (
            self.lexicon.is_a(
                word, "determiners", "numbers", "pronouns", "place_nouns", "adjectives_of_direction"
            )
            or word in ("to", "control", "from", "into", "through", "full", "that", "only", "just")
            or word in _PARTICLES
            or self.tokens[i + 1].is_capital
        )

    def _verb_group(self, i: int) -> int:
        """Cut auxiliaries, adverbs and the main verb; see :class:`Chunk` for what is kept."""
        chunk = Chunk(Sort.VERB, i, i)
        words: list[str] = []
        adverbs: list[str] = []
        j = i
        main: VerbForm | None = None
        while j < len(self.tokens) and j not in self.mentions:
            word = self.tokens[j].lower
            if main is None and word == "to" and not words:
                chunk.infinitive = True
            elif word in ("not", "never") or (word == "no" and self._word(j + 1) == "longer"):
                chunk.negated = True
                adverbs.append("no longer" if word == "no" else word)
                j += word == "no"
            elif self._auxiliary_at(j, words):
                words.append(word)
            elif (self._is_adverb(word) or (word == "since" and words)) and self._verb_after(j):
                adverbs.append(word)
            else:
                main = self._main_at(j, words, chunk.infinitive)
                if main is not None:
                    chunk.main = j
                    j += 1
                break
            j += 1
        self._finish(chunk, words, main, adverbs)
        chunk.end = max(j, i + 1)
        if main is not None:
            self._take_particle(chunk)
        return self._add(chunk)

    def _auxiliary_at(self, j: int, words: list[str]) -> bool:
        word = self.tokens[j].lower
        if not self.lexicon.is_a(word, "auxiliaries"):
            return False
        # "had had", "did do": the second is the verb itself; "has" before a noun too.
        return not (words and word in ("do", "does", "did", "having"))

    def _verb_after(self, j: int) -> bool:
        for k in range(j + 1, min(j + 4, len(self.tokens))):
            word = self.tokens[k].lower
            if word in self.lexicon.verbs or self.lexicon.is_a(word, "auxiliaries"):
                return True
            if not self._is_adverb(word):
                return False
        return False

    def _main_at(self, j: int, words: list[str], infinitive: bool) -> VerbForm | None:
        word = self.tokens[j].lower
        form = self.lexicon.verbs.get(word)
        if form is None:
            return None
        if not words and not infinitive:
            return form
        last = words[-1] if words else "to"
        if last in _HAVE:
            fits = form.participle
        elif last in _BE:
            fits = form.participle or form.ing
        else:
            fits = form.base or form.participle
        return form if fits else None

    def _finish(
        self, chunk: Chunk, words: list[str], main: VerbForm | None, adverbs: list[str]
    ) -> None:
        chunk.adverbs = tuple(adverbs)
        has, last = set(words), words[-1] if words else ""
        chunk.negated |= "cannot" in has
        chunk.modal = not has.isdisjoint((*_WOULD, "cannot"))
        chunk.perfect = not has.isdisjoint(_HAVE)
        chunk.past = bool(has & {"was", "were", "had", "did"})
        chunk.gerund = last != "" and words[0] in ("being", "having")
        if main is None:
            if not has.isdisjoint(_BE):
                chunk.lemma = "be"
            elif chunk.perfect:
                chunk.lemma, chunk.perfect = "have", False
            return
        chunk.lemma = main.lemma
        chunk.passive = last in _BE and main.participle and not main.ing
        if not words and not chunk.infinitive:
            chunk.bare = main.participle
            chunk.past |= main.past
            chunk.gerund = main.ing

    def _take_particle(self, chunk: Chunk) -> None:
        following = self._word(chunk.end)
        if (
            following in ("back", "up", "off", "away", "down")
            or (following == "over" and chunk.lemma in ("take", "hand", "turn"))
            or (following == "out" and self._word(chunk.end + 1) != "of")
        ):
            chunk.particle = following
            chunk.end += 1

    def _noun_phrase(self, i: int) -> int:
        owner: Chunk | None = None
        start = i
        while True:
            chunk, end = self._simple_phrase(start, owner)
            if end < len(self.tokens) and self.tokens[end].lower == "'s" and end > start:
                owner, start = chunk, end + 1
                # "Kharkiv's, …": nothing follows that it could own.
                continue
            return self._add(self._closed_phrase(chunk, i, max(end, i + 1)))

    @staticmethod
    def _closed_phrase(chunk: Chunk, start: int, end: int) -> Chunk:
        chunk.start, chunk.end = start, end
        return chunk

    def _simple_phrase(self, i: int, owner: Chunk | None) -> tuple[Chunk, int]:
        chunk = Chunk(Sort.NOUN, i, i, owner=owner)
        words: list[str] = []
        mentions: list[Mention] = []
        j = i
        while j < len(self.tokens):
            mention = self.mentions.get(j)
            if mention is not None:
                if mention.what is What.DATE:
                    break
                mentions.append(mention)
                chunk.ends_with_mention = True
                j = mention.end
                continue
            word = self.tokens[j].lower
            if not self.tokens[j].is_word or word == "'s":
                break
            if j > i and self._ends_phrase(
                j, words, started=bool(words or mentions), mentioned=chunk.ends_with_mention
            ):
                break
            if not words and not mentions and self.lexicon.is_a(word, "determiners"):
                chunk.determiner = word
            else:
                words.append(word)
                chunk.ends_with_mention = False
            j += 1
            if len(words) == 1 and not mentions and self.lexicon.is_a(word, "pronouns"):
                break
        chunk.words, chunk.mentions, chunk.end = tuple(words), tuple(mentions), j
        chunk.word = words[-1] if words and not chunk.ends_with_mention else ""
        return chunk, j

    def _ends_phrase(
        self, j: int, words: Sequence[str], *, started: bool, mentioned: bool = False
    ) -> bool:
        """Tell whether the word at ``j`` is outside the noun phrase before it."""
        word = self.tokens[j].lower
        lexicon = self.lexicon
        if lexicon.is_a(
            word, "auxiliaries", "relatives", "subordinators", "conjunctions", "pronouns"
        ):
            return word != "one" or started
        if (
            started
            and self._word(j + 1) == "of"
            and word in lexicon.classes["adjectives_of_direction"]
        ):
            # "A west of B", "five villages north of C"
            return True
        if (
            lexicon.is_a(word, "prepositions")
            and word not in lexicon.classes["adjectives_of_direction"]
        ):
            return True
        if lexicon.is_a(word, "determiners"):
            return started and not lexicon.is_a(word, "parts")
        if self._is_adverb(word) or word == "free" or self._first_of_all(j):
            return started
        form = lexicon.verbs.get(word)
        if form is None:
            # "the town of Alda enables the army": an unknown verb.
            told = mentioned or (bool(words) and lexicon.is_a(words[-1], "change_nouns", "forces"))
            return told and word.endswith(("s", "ed")) and self._object_follows(j)
        return self._verb_in_phrase(j, form, words, mentioned=mentioned)

    def _verb_in_phrase(
        self, j: int, form: VerbForm, words: Sequence[str], *, mentioned: bool
    ) -> bool:
        word = self.tokens[j].lower
        lexicon = self.lexicon
        following = self._word(j + 1)
        noun_next = (
            j + 1 < len(self.tokens)
            and self.tokens[j + 1].is_word
            and not lexicon.is_a(following, *FUNCTION_WORDS)
            and not (j + 1 in self.mentions and self.mentions[j + 1].what is What.DATE)
        )
        noun_before = mentioned or any(
            w not in lexicon.classes["adjectives_of_direction"] for w in words
        )
        if form.past or form.participle:
            return noun_before
        if form.ing:
            noun = lexicon.is_a(word, "facility_nouns")
            return self._object_follows(j) or (not noun and (mentioned or not noun_next))
        if following == "of":
            # "announced the full recapture of A"
            return False
        ambiguous = lexicon.is_a(form.lemma, "ambiguous")
        if lexicon.is_a(word, "forces", "place_nouns", "facility_nouns", "control_nouns") and not (
            self._object_follows(j) and ambiguous
        ):
            return False
        if not ambiguous:
            return noun_before
        if not noun_before:
            return False
        if self.chunks and lexicon.is_a(self.chunks[-1].lemma, "denial"):
            # "denied Red claims"
            return False
        plural = (
            mentioned or form.third or words[-1][-1] == "s" or lexicon.is_a(words[-1], "forces")
        )
        return plural and (self._object_follows(j))

    def read(self) -> list[Chunk]:
        """Return the chunks of the sentence."""
        i = 0
        while i < len(self.tokens):
            before = i
            i = self._step(i)
            if i <= before:
                i = before + 1
        self._settle_subordinators()
        return self.chunks

    def _settle_subordinators(self) -> None:
        """Make "after a month", "since Monday" prepositions: no clause follows."""
        for k, chunk in enumerate(self.chunks):
            if chunk.sort is not Sort.SUBORDINATOR or chunk.word not in _ALSO_PREPOSITIONS:
                continue
            for following in self.chunks[k + 1 : k + 14]:
                if following.sort is Sort.VERB and not (following.bare and not following.past):
                    break
                if following.sort in (Sort.COMMA, Sort.STOP, Sort.SUBORDINATOR, Sort.RELATIVE):
                    chunk.sort = Sort.PREPOSITION
                    break
            else:
                chunk.sort = Sort.PREPOSITION

    def _step(self, i: int) -> int:
        token = self.tokens[i]
        mention = self.mentions.get(i)
        if mention and mention.what is What.DATE:
            if self.tokens[mention.end - 1].lower in ("after", "before") and mention.end - 1 > i:
                # "a year after the town fell": the last word begins a clause of its own.
                self._add(Chunk(Sort.DATE, i, mention.end - 1, mention=mention))
                word = self.tokens[mention.end - 1].lower
                return self._add(Chunk(Sort.SUBORDINATOR, mention.end - 1, mention.end, word))
            if i + 1 <= mention.end < len(self.tokens) and self.tokens[mention.end].lower == "'s":
                return self._add(Chunk(Sort.DATE, i, mention.end + 1, mention=mention))
            return self._add(Chunk(Sort.DATE, i, mention.end, mention=mention))
        if not token.is_word and token.lower not in ("'s", "not"):
            return self._mark(i)
        if mention is None:
            word = token.lower
            closed = self._closed(i, word)
            if closed is not None:
                return closed
            if self._is_verb(i):
                return self._verb_group(i)
        return self._noun_phrase(i)

    def _mark(self, i: int) -> int:
        text = self.tokens[i].text
        around = [*self.tokens[i - 1 : i], *self.tokens[i + 1 : i + 2]]
        if text in "–-" and len(around) == 2 and around[1].start - around[0].end == 1:
            # "2002-3"
            return i + 1
        if text in ",–—-()[]":
            return self._add(Chunk(Sort.COMMA, i, i + 1, text))
        if text == "." and i + 1 < len(self.tokens):
            # Of an abbreviation: sentences were parted before.
            return i + 1
        if text in ".!?;:…":
            return self._add(Chunk(Sort.STOP, i, i + 1, text))
        return i + 1

    def _closed(self, i: int, word: str) -> int | None:
        """Cut a chunk of a closed class, or return None."""
        is_a = self.lexicon.is_a
        if word == "to" and self._infinitive_follows(i):
            return self._verb_group(i)
        if is_a(word, "auxiliaries") or word == "not":
            return self._verb_group(i)
        if is_a(word, "relatives"):
            return self._relative(i, word)
        if is_a(word, "subordinators"):
            return self._add(Chunk(Sort.SUBORDINATOR, i, i + 1, word))
        if is_a(word, "conjunctions"):
            return self._add(Chunk(Sort.JOIN, i, i + 1, word))
        if is_a(word, "prepositions"):
            return self._preposition(i, word)
        if word == "there" and self.chunks and self.chunks[-1].sort is Sort.PREPOSITION:
            return self._noun_phrase(i)
        if self._is_adverb(word) or self._first_of_all(i):
            return self._add(Chunk(Sort.ADVERB, i, i + 1, word))
        return None

    def _relative(self, i: int, word: str) -> int:
        previous = self.chunks[-1] if self.chunks else None
        if word != "that":
            return self._add(Chunk(Sort.RELATIVE, i, i + 1, word))
        if previous is None or previous.sort in (Sort.PREPOSITION, Sort.STOP):
            return self._noun_phrase(i)
        told = previous.sort is Sort.NOUN and self.lexicon.is_a(
            previous.words[-1] if previous.words else "", "telling_nouns"
        )
        bracket = previous.word == ")" and len(self.chunks) > 1
        if (previous.sort is Sort.NOUN or bracket) and not told:
            return self._add(Chunk(Sort.RELATIVE, i, i + 1, word))
        return self._add(Chunk(Sort.SUBORDINATOR, i, i + 1, word))

    def _preposition(self, i: int, word: str) -> int:
        following = self._word(i + 1)
        direction = word in self.lexicon.classes["adjectives_of_direction"]
        if direction and following != "of":
            return self._noun_phrase(i)
        apart = following in ("of", "from") and word in ("out", "outside", "inside", "away", "off")
        inside = following in ("within", "inside") and word == "from"
        joined = "out of" if apart and word == "out" else word
        return self._add(Chunk(Sort.PREPOSITION, i, i + 1 + (apart or inside or direction), joined))


def read_chunks(
    tokens: Sequence[Token], mentions: Mapping[int, Mention], lexicon: Lexicon
) -> list[Chunk]:
    """Return the chunks of a sentence."""
    return Reader(tokens, mentions, lexicon).read()


# -- who does what --------------------------------------------------------------------------------

DEPTH = 6
"""How many phrases or clauses are followed into each other."""
_IN_LISTS = ("of", "from", "with", "including", "along")


@dataclass(frozen=True, slots=True)
class Grammar:
    """Questions about who does what in a sentence. Chunks are named by their index."""

    chunks: Sequence[Chunk]
    lexicon: Lexicon
    question: bool = False

    def sort(self, k: int) -> Sort | None:
        """Return the sort of chunk ``k``, None outside the sentence."""
        return self.chunks[k].sort if 0 <= k < len(self.chunks) else None

    def preposition(self, k: int) -> str:
        """Return the preposition before the noun phrase ``k``, or nothing."""
        return self.chunks[k - 1].word if self.sort(k - 1) is Sort.PREPOSITION else ""

    def of(self, k: int) -> int | None:
        """Return the noun phrase that follows ``k`` after *of*."""
        if self.sort(k + 1) is Sort.PREPOSITION and self.chunks[k + 1].word == "of":
            return k + 2 if self.sort(k + 2) is Sort.NOUN else None
        return None

    def end_of(self, k: int) -> int:
        """Return the last chunk of the noun phrase ``k`` with what *of* adds to it."""
        last = k
        for _ in range(DEPTH):
            following = self.of(last)
            if following is None:
                break
            last = following
        return last

    def label(self) -> list[int]:
        """Return the noun phrases before the colon of "A and B: taken on Monday", names only."""
        found: list[int] = []
        for k, chunk in enumerate(self.chunks[:9]):
            if chunk.sort is Sort.STOP and chunk.word == ":":
                return found
            if chunk.sort is Sort.NOUN and chunk.mentions and not chunk.words:
                found.append(k)
            elif chunk.sort not in (Sort.COMMA, Sort.JOIN):
                return []
        return []

    def verb_before(self, k: int) -> str:
        """Return the verb just before chunk ``k``, past adverbs, or nothing."""
        k -= 1
        while self.sort(k) is Sort.ADVERB:
            k -= 1
        return self.chunks[k].lemma if self.sort(k) is Sort.VERB else ""

    # -- clauses ------------------------------------------------------------------------------

    def clause_word(self, v: int) -> tuple[str, int]:
        """Return the subordinator or relative that governs ``v`` and its index, or nothing."""
        for k in range(v - 1, -1, -1):
            sort = self.sort(k)
            if sort is Sort.STOP:
                break
            if sort in (Sort.SUBORDINATOR, Sort.RELATIVE):
                if self._closed_before(k, v):
                    continue
                return self.chunks[k].word, k
        return "", -1

    def _closed_before(self, k: int, v: int) -> bool:
        """Tell whether the clause begun by ``k`` has ended at a comma before ``v``."""
        verbs = [j for j in range(k + 1, v) if self.sort(j) is Sort.VERB]
        if not verbs:
            return False
        commas = [j for j in range(verbs[0] + 1, v) if self.sort(j) is Sort.COMMA]
        joined = any(self.sort(j) is Sort.JOIN for j in range(commas[-1] if commas else v, v))
        return bool(commas) and self.chunks[k].word != "that" and not joined

    # -- subjects -------------------------------------------------------------------------

    def subjects(self, v: int, depth: int = 0) -> list[int]:
        """Return the noun phrases that may be the subject of verb group ``v``, best first."""
        if depth > DEPTH:
            return []
        verb = self.chunks[v]
        j = v - 1
        while j >= 0:
            sort = self.sort(j)
            if sort is Sort.ADVERB:
                j -= 1
            elif sort is Sort.DATE:
                j -= 2 if self.sort(j - 1) is Sort.PREPOSITION else 1
            elif sort is Sort.COMMA and verb.gerund:
                return self._of_main_verb(v, j, depth)
            elif sort is Sort.COMMA:
                opening = self.opening(j)
                j = (j if opening is None else opening) - 1
            elif sort is Sort.JOIN:
                return self._of_previous_verb(j, depth)
            elif sort is Sort.RELATIVE:
                return self.antecedents(j)
            elif sort is Sort.NOUN:
                return self._of_noun(v, j, depth)
            elif sort is Sort.VERB:
                return self.subjects(j, depth + 1)
            elif sort in (Sort.PREPOSITION, Sort.SUBORDINATOR) and verb.gerund:
                found: list[int] = []
                if self.sort(j - 1) is Sort.COMMA and self.sort(j - 2) is Sort.NOUN:
                    # "troops, after entering the town, had …": or the main clause's subject.
                    found = self._with_partners(self.root(j - 2))
                return found + self._of_main_verb(v, j, depth)
            else:
                return []
        return self._of_main_verb(v, 0, depth) if verb.gerund else []

    def _of_noun(self, v: int, j: int, depth: int) -> list[int]:
        root = self.root(j)
        verb = self.chunks[v]
        if root != j and (verb.gerund or verb.bare):
            # "trucks with fighters fleeing from A", "five miles from A, held by …": the nearest.
            near = verb.gerund or self.sort(v - 1) is Sort.COMMA
            return [j, *self._with_partners(root)] if near else [*self._with_partners(root), j]
        before = self.chunks[root - 1] if root else None
        if verb.infinitive and before is not None and before.sort is Sort.VERB:
            ordinal = set(self.chunks[root].words) & self.lexicon.classes["ordinals"]
            if ordinal and before.lemma in ("be", "become"):
                return self.subjects(root - 1, depth + 1)
        if self.preposition(root) and not (verb.infinitive or verb.bare or verb.gerund):
            # "In Palma" before the verb: an adverbial, not its subject.
            k = root - 2
            while self.sort(k) is Sort.ADVERB:
                k -= 1
            if self.sort(k) is Sort.COMMA and self.sort(k - 1) is Sort.NOUN and depth < DEPTH:
                # "Hiri, just across the border, is …": what stands between commas is passed over.
                return self._of_noun(v, k - 1, depth + 1)
            return [root]
        return self._with_partners(root)

    def _with_partners(self, root: int) -> list[int]:
        """Return ``root`` with those joined before it: "the army and Hezbollah", army first."""
        found = [root]
        k = root
        while self.sort(k - 1) is Sort.JOIN and self.sort(k - 2) is Sort.NOUN and k >= 2:
            k = self.root(k - 2)
            found.insert(0, k)
        return found

    def root(self, j: int) -> int:
        """Return the head of the noun phrase chain that ``j`` ends: past *of*, *backed by*."""
        for _ in range(DEPTH):
            k = j - 1
            if self.sort(k) is Sort.PREPOSITION:
                k -= 1
                if self.sort(k) is Sort.DATE:
                    return j
            elif not (self.sort(k) is Sort.VERB and self.chunks[k].gerund):
                return j
            if self.sort(k) is Sort.NOUN:
                j = k
                continue
            if self.sort(k) is Sort.ADVERB:
                k -= 1
            if self.sort(k) is Sort.VERB and (self.chunks[k].bare or self.chunks[k].gerund):
                k -= 1
                if self.sort(k) is Sort.ADVERB:
                    k -= 1
                if self.sort(k) is Sort.COMMA and self.sort(k - 1) is Sort.NOUN:
                    k -= 1
                if self.sort(k) is Sort.NOUN:
                    j = k
                    continue
            return j
        return j

    def opening(self, j: int) -> int | None:
        """Return the comma that opens what the comma ``j`` closes, or None."""
        for k in range(j - 1, max(j - 24, -1), -1):
            if self.sort(k) is not Sort.COMMA or k == 0:
                continue
            if self.sort(k - 1) not in (Sort.NOUN, Sort.DATE, Sort.ADVERB, Sort.JOIN):
                return None
            return k
        return None

    def _of_previous_verb(self, j: int, depth: int) -> list[int]:
        for k in range(j - 1, -1, -1):
            if self.sort(k) is Sort.VERB and not self.chunks[k].infinitive:
                return self.subjects(k, depth + 1)
        return []

    def _of_main_verb(self, v: int, j: int, depth: int) -> list[int]:
        for k in range(j - 1, -1, -1):
            chunk = self.chunks[k]
            if chunk.sort is Sort.VERB and not (
                chunk.gerund or chunk.infinitive or (chunk.bare and not chunk.past)
            ):
                return self.subjects(k, depth + 1)
        for k in range(v + 1, len(self.chunks)):
            chunk = self.chunks[k]
            if chunk.sort is Sort.VERB and not chunk.gerund and self.sort(k - 1) is Sort.NOUN:
                return self._with_partners(self.root(k - 1))
        return []

    def antecedents(self, j: int) -> list[int]:
        """Return the noun phrases that the relative word ``j`` may mean, nearest first."""
        k = j - 1
        while self.sort(k) in (Sort.COMMA, Sort.PREPOSITION, Sort.DATE, Sort.ADVERB):
            k -= 1
        found = []
        for _ in range(DEPTH):
            if self.sort(k) is not Sort.NOUN:
                break
            found.append(k)
            if self.sort(k - 1) not in (Sort.PREPOSITION, Sort.JOIN):
                break
            k -= 2
        return found

    # -- objects and complements ----------------------------------------------------------

    def object(self, v: int) -> int | None:
        """Return the noun phrase that is the object of the verb group ``v``."""
        j = v + 1
        while self.sort(j) in (Sort.ADVERB, Sort.DATE):
            j += 1
        if self.sort(j) is Sort.NOUN:
            return j
        if self.chunks[v].passive or (self.chunks[v].bare and not self.chunks[v].past):
            return None
        return self.relative_object(v)

    def relative_object(self, v: int) -> int | None:
        """Return what "which it seized" or "the town they seized" is about."""
        subjects = self.subjects(v)
        if not subjects:
            return None
        first = subjects[0]
        j = first - 1
        if self.sort(j) is Sort.RELATIVE and first < v:
            found = self.antecedents(j)
            return found[0] if found else None
        return j if self.sort(j) is Sort.NOUN else None

    def complements(self, v: int, start: int | None = None) -> dict[str, int]:
        """Return noun phrases after the verb group by preposition, up to the end of its clause."""
        found: dict[str, int] = {}
        j = v + 1 if start is None else start
        while j < len(self.chunks):
            chunk = self.chunks[j]
            if chunk.sort is Sort.PREPOSITION and self.sort(j + 1) is Sort.NOUN:
                if not (chunk.word == "of" and self.sort(j - 1) is Sort.NOUN and j - 1 != v):
                    found.setdefault(chunk.word, j + 1)
                elif "of" not in found:
                    found["of"] = j + 1
                j += 2
            elif (
                chunk.sort is Sort.PREPOSITION
                or chunk.sort in (Sort.NOUN, Sort.ADVERB, Sort.DATE)
                or (chunk.sort is Sort.COMMA and self._goes_on(j))
            ):
                j += 1
            elif chunk.sort is Sort.JOIN and self.sort(j + 1) in (
                Sort.NOUN,
                Sort.PREPOSITION,
                Sort.DATE,
            ):
                if self.clause_follows(j + 1):
                    break
                j += 1
            else:
                break
        return found

    def _goes_on(self, j: int) -> bool:
        """Tell whether the clause goes on after the comma ``j``."""
        following = self.sort(j + 1)
        if following in (Sort.PREPOSITION, Sort.DATE):
            return True
        return following is Sort.NOUN and not self.clause_follows(j + 1)

    def clause_follows(self, j: int) -> bool:
        """Tell whether the noun phrase at ``j`` is the subject of a verb of its own."""
        end = self.end_of(j) if self.sort(j) is Sort.NOUN else j
        k = end + 1
        while self.sort(k) in (Sort.ADVERB, Sort.DATE) or (
            self.sort(k) is Sort.PREPOSITION and self.sort(k + 1) is Sort.NOUN
        ):
            k += 2 if self.sort(k) is Sort.PREPOSITION else 1
        if self.sort(k) is not Sort.VERB:
            return False
        verb = self.chunks[k]
        return not (verb.gerund or verb.infinitive or (verb.bare and not verb.past))

    # -- lists ------------------------------------------------------------------------------

    def listed(self, k: int) -> list[int]:
        """Return ``k`` and the noun phrases listed with it: "A, B and C"; appositions as well."""
        found = [k]
        j = self.end_of(k) + 1
        for _ in range(60):
            sort = self.sort(j)
            including = sort is Sort.PREPOSITION and self.chunks[j].word in ("including", "along")
            if including or sort in (Sort.COMMA, Sort.JOIN):
                j += 1
                while self.sort(j) in (Sort.JOIN, Sort.ADVERB) or (
                    self.sort(j) is Sort.PREPOSITION and self.chunks[j].word in _IN_LISTS
                ):
                    j += 1
                if self.sort(j) is not Sort.NOUN or (not including and self.clause_follows(j)):
                    break
                found.append(j)
                j = self.end_of(j) + 1
            else:
                break
        return found
