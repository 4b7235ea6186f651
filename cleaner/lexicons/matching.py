"""Phrases -> an index -> the cues in a line. The rules stand in ``README.md``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from ..document import Label
from ..tokens import NUMBER, tokenize

__all__ = ["Cue", "CueIndex", "Hit", "Row", "phrase_tokens", "row_of"]

GAP = "..."
_GAP_REACH = 6

Row = tuple[str, str, str, str, str, str]
"""Tokens joined by blanks, label, strength, phrase, language, group."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that tells what a line is."""

    label: Label
    strength: str
    """``line``, ``begin`` or ``contain``: how much of a line the phrase must cover."""
    phrase: str
    language: str
    group: str = ""
    """For phrases outside the noise tables: the key they stand under, such as ``by`` or ``ago``."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found in a line: tokens ``start`` to ``end`` of it."""

    cue: Cue
    start: int
    end: int


# Few pairs of words are keys: most are told from all of them by their last bits, without a search.
_LAST_BITS = (1 << 17) - 1


def row_of(cue: Cue) -> Row | None:
    """Return a cue as the index stores it; ``None`` for phrases that match nothing, such as a bare number."""
    tokens = phrase_tokens(cue.phrase)
    if not tokens or tokens[0] == GAP or set(tokens) <= {NUMBER, GAP}:
        return None
    return (" ".join(tokens), str(cue.label), cue.strength, cue.phrase, cue.language, cue.group)


def phrase_tokens(phrase: str) -> tuple[str, ...]:
    """Make tokens of a phrase: ``#`` stays a number and ``...`` a gap; a gap at either end says nothing."""
    parts = [tokenize(part.replace(NUMBER, " 0 ")) for part in phrase.split(GAP)]
    out: list[str] = []
    for part in parts:
        if out and part:
            out.append(GAP)
        out.extend(part)
    # The tokenizer makes one number of several in a row, as in "12:30".
    return tuple(t for i, t in enumerate(out) if t != NUMBER or i == 0 or out[i - 1] != NUMBER)


@cache
def _cue(row: Row) -> Cue:
    return Cue(Label(row[1]), row[2], row[3], row[4], row[5])


_Phrase = tuple[int, tuple[str, ...], Row]
"""Where in the phrase its key stands, the phrase's tokens, its row."""

# Furniture that sites print as a lead-in with a colon: "Read more: ...", "Views: 12".
_LEADS = frozenset({Label.CROSSLINK, Label.ADVERTISEMENT, Label.COUNTER})


class CueIndex:
    """All phrases of all languages, looked up at once.

    Whole lines are found in one dictionary; other phrases by two tokens of theirs, so that the
    time of a look-up grows with the line, not with the number of phrases.
    """

    word_numbers: dict[str, int]
    """The words of those pairs, numbered from 1."""
    openers: frozenset[str]
    """The first words of whole lines, and of phrases that open lines."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        """Index ``cues``."""
        self._fill(row for cue in cues if (row := row_of(cue)))

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> CueIndex:
        """Build the index from rows that ``row_of`` made."""
        index = cls(())
        index._fill(rows)
        return index

    def _fill(self, rows: Iterable[Row]) -> None:
        self._lines: dict[tuple[str, ...], list[Row]] = {}
        self._begins: dict[tuple[str, ...], list[_Phrase]] = {}
        self._contains: dict[tuple[str, ...], list[_Phrase]] = {}
        inside: list[_Phrase] = []
        for row in rows:
            tokens = tuple(row[0].split(" "))
            if row[2] == "contain":
                inside.append((0, tokens, row))
            elif row[2] == "line" and GAP not in tokens:
                self._lines.setdefault(tokens, []).append(row)
            else:
                key = tokens[:2] if len(tokens) > 1 and tokens[1] != GAP else tokens[:1]
                self._begins.setdefault(key, []).append((0, tokens, row))
        self._longest = max(map(len, self._lines), default=0)
        self._openings = frozenset(key[:2] for keys in (self._lines, self._begins) for key in keys)
        self.openers = frozenset(opening[0] for opening in self._openings)
        self._fill_inside(inside)

    def _fill_inside(self, phrases: list[_Phrase]) -> None:
        """Sort the phrases that may stand anywhere by the two neighbouring tokens of each that are rarest."""
        counts = Counter(token for _, tokens, _ in phrases for token in tokens)
        for _, tokens, row in phrases:
            fixed = tokens[: tokens.index(GAP)] if GAP in tokens else tokens
            at = min(range(max(1, len(fixed) - 1)), key=lambda i: sum(counts[t] for t in fixed[i : i + 2]))
            self._contains.setdefault(fixed[at : at + 2], []).append((at, tokens, row))
        self._number_keys()

    def _number_keys(self) -> None:
        """Give the words of the keys numbers, from 1, and sort the pairs by theirs, for arrays of words."""
        words = dict.fromkeys(word for key in self._contains for word in key)
        self.word_numbers = {word: number for number, word in enumerate(words, 1)}
        self._base = len(words) + 1
        codes = {self._code(key): key for key in self._contains}
        self._codes = np.array(sorted(codes), dtype=np.int64)
        self._likely = np.zeros(_LAST_BITS + 1, dtype=np.bool_)
        self._likely[self._codes & _LAST_BITS] = True
        self._alone = np.zeros(self._base, dtype=np.bool_)
        self._alone[[self.word_numbers[key[0]] for key in self._contains if len(key) == 1]] = True
        self._keys = [codes[code] for code in self._codes.tolist()]

    def _code(self, key: tuple[str, ...]) -> int:
        """Return the number of a pair of words, or of a word alone: its pair with none."""
        second = self.word_numbers[key[1]] if len(key) > 1 else 0
        return self.word_numbers[key[0]] * self._base + second

    def match(self, tokens: Sequence[str], lead: int = 0) -> list[Hit]:
        """Return every cue in a line, given its tokens.

        The first ``lead`` tokens stand before a colon: there a phrase for whole lines opens the line, too.
        """
        line = tuple(tokens)
        hits = self._match_opening(line, lead) if line else []
        keys = ((line[at : at + size], at) for at in range(len(line)) for size in (1, 2)[: len(line) - at])
        inside = [found for found in keys if found[0] in self._contains]
        return hits + [hit for key, at in sorted(inside) for hit in self._match_around(line, key, at)]

    def match_lines(
        self,
        lines: Sequence[tuple[str, ...]],
        leads: Sequence[int],
        openers: Iterable[int],
        numbers: npt.NDArray[np.int64],
        starts: npt.NDArray[np.int64],
    ) -> list[tuple[Hit, ...]]:
        """Return every cue of each line.

        Args:
            lines: the tokens of each of n lines.
            leads: how many tokens of each stand before a colon.
            openers: the lines that begin with one of ``openers``; others among them do no harm, empty ones do.
            numbers: for the tokens of all lines, their ``word_numbers``, 0 for other words.
            starts: where each line begins in ``numbers``, and where the last one ends; shape (n + 1,).
        """
        out: list[tuple[Hit, ...]] = [()] * len(lines)
        for i in openers:
            if hits := self._match_opening(lines[i], leads[i]):
                out[i] = tuple(hits)
        for i, inside in self._find_inside(numbers, starts).items():
            line = lines[i]
            out[i] += tuple(hit for key, at in sorted(inside) for hit in self._match_around(line, key, at))
        return out

    def _find_inside(
        self, numbers: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]
    ) -> dict[int, list[tuple[tuple[str, ...], int]]]:
        """Return for each line the keys in it, with their places."""
        found: dict[int, list[tuple[tuple[str, ...], int]]] = {}
        if not len(numbers) or not len(self._codes):
            return found
        codes = numbers * self._base
        codes[:-1] += numbers[1:]
        # The last token of a line is followed by none.
        ends = starts[1:] - 1
        ends = ends[ends >= 0]
        codes[ends] = numbers[ends] * self._base
        likely = self._likely.take(codes & _LAST_BITS).nonzero()[0]
        single = self._alone.take(numbers).nonzero()[0]
        # Where no known word follows, the pair's code is that of the word alone.
        single = single[codes[single] % self._base > 0]
        where = np.concatenate((single, likely))
        codes = np.concatenate((numbers[single] * self._base, codes[likely]))
        at = self._codes.searchsorted(codes)
        at[at == len(self._codes)] = 0
        hits = (self._codes[at] == codes).nonzero()[0]
        where = where[hits]
        lines = starts.searchsorted(where, side="right") - 1
        places = where - starts[lines]
        for line, place, key in zip(lines.tolist(), places.tolist(), at[hits].tolist(), strict=True):
            found.setdefault(line, []).append((self._keys[key], place))
        return found

    def may_open(self, line: tuple[str, ...]) -> bool:
        """Whether a line begins as a whole line or an opening phrase does; where it does not, ``openers`` need not."""
        return line[:2] in self._openings or line[:1] in self._openings

    def _match_opening(self, line: tuple[str, ...], lead: int) -> list[Hit]:
        """Return the cues that are a whole line, its lead or its beginning."""
        size = len(line)
        hits = [Hit(_cue(row), 0, size) for row in self._lines.get(line, ())] if size <= self._longest else []
        if 0 < lead < size:
            opening = (_cue(row) for row in self._lines.get(line[:lead], ()))
            hits.extend(Hit(cue, 0, lead) for cue in opening if cue.label in _LEADS)
        for key in (line[:2], line[:1]) if size > 1 else (line,):
            for _, phrase, row in self._begins.get(key, ()):
                end = _match_at(line, 0, phrase)
                if end > 0 and (row[2] != "line" or end == size):
                    hits.append(Hit(_cue(row), 0, end))
        return hits

    def _match_around(self, line: tuple[str, ...], key: tuple[str, ...], at: int) -> Iterator[Hit]:
        """Yield the phrases around a place where their two rarest tokens stand."""
        for offset, phrase, row in self._contains[key]:
            start = at - offset
            end = _match_at(line, start, phrase) if start >= 0 else -1
            if end > 0:
                yield Hit(_cue(row), start, end)


def _match_at(line: tuple[str, ...], start: int, phrase: tuple[str, ...]) -> int:
    """Return the end of ``phrase`` in ``line`` from ``start``, or -1."""
    if GAP not in phrase:
        end = start + len(phrase)
        return end if line[start:end] == phrase else -1
    gap = phrase.index(GAP)
    head, tail = phrase[:gap], phrase[gap + 1 :]
    if line[start : start + gap] != head or tail[0] not in line[start + gap + 1 : start + gap + 1 + _GAP_REACH]:
        return -1
    for skipped in range(1, _GAP_REACH + 1):
        end = _match_at(line, start + gap + skipped, tail)
        if end > 0:
            return end
    return -1
