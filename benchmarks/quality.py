"""Quality of cleaning in four modes: scraped dumps, residues of extractors, clean texts, and HTML."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from . import data, metrics, notes, titles
from .html_peers import HTML_PEERS, MOST_PROCESSES, Extracted, HtmlPeer, extracted
from .peers import LINE_PEERS, Named, keep_everything
from .subject import NONE, OF_LIBRARY, Subject
from .tables import Table, number, share

J = TypeVar("J")
R = TypeVar("R")
AS_IS = ", text as is"
_NOTHING = Extracted("", 0.0, "no page")
SET_CHOICES = ("wcxb:article", *data.SETS)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: pages by set, number and fold, methods by name, and how many processes may work at it."""

    sets: tuple[str, ...] = SET_CHOICES
    flavours: tuple[str, ...] = data.DUMP_FLAVOURS
    subject: Subject = field(default_factory=Subject)
    peers: tuple[str, ...] | None = None
    """Names of peers, or how they begin; all where `None`. Keeping everything is always among them for text."""
    limit: int | None = None
    fold: tuple[int, int] | None = None
    jobs: int = 1
    cache: Path | None = None

    def pages(self, chosen: str) -> list[data.Page]:
        """The pages of a set (``wcxb``) or of one kind in it (``wcxb:article``), cut to the fold and the limit."""
        set_name, _, kind = chosen.partition(":")
        kept = [page for page in data.pages(set_name, kind=kind or None) if page.gold or set_name == "segments"]
        if self.fold:
            number_of, folds = self.fold
            kept = [page for page in kept if data.fold_of(page.site, folds) == number_of]
        return kept[: self.limit]

    def by_set(self) -> dict[str, list[str]]:
        """The chosen sets and kinds, by set."""
        grouped: dict[str, list[str]] = {}
        for chosen in self.sets:
            grouped.setdefault(chosen.partition(":")[0], []).append(chosen)
        return grouped

    def line_peers(self) -> list[Named]:
        """The chosen peers that work on lines."""
        return [peer for peer in LINE_PEERS if peer.keep is keep_everything or self._wants(peer.name)]

    def html_peers(self) -> list[HtmlPeer]:
        """The chosen peers that work on HTML."""
        return [peer for peer in HTML_PEERS if self._wants(peer.name)]

    def _wants(self, name: str) -> bool:
        return self.peers is None or name.startswith(self.peers)

    @property
    def measures_subject(self) -> bool:
        """Whether the library itself is measured, or its peers alone."""
        return self.subject.target != NONE


class Outcome(NamedTuple):
    """One method on one scraped text."""

    page: str
    method: str
    text: str
    """The text after cleaning, for pages without gold; their segments are counted over the set."""
    f1s: tuple[float, float, float]
    """Word F1 before and after, and of the best text; zeros where the page has no gold."""
    lines: metrics.LineCount


class _Job(NamedTuple):
    page: data.Page
    text: str
    titled: bool
    plan: Plan


def scraped_tables(plan: Plan) -> list[Table]:
    """Scraped texts: a table of word F1 and lines for the sets with gold, and one of segments for the set without."""
    f1_rows: list[Sequence[str]] = []
    segment_rows: list[Sequence[str]] = []
    for set_name, choices in plan.by_set().items():
        pages = {page.id: page for chosen in choices for page in plan.pages(chosen)}
        for flavour in plan.flavours:
            by_method = _outcomes(plan, set_name, flavour, pages)
            if set_name == "segments":
                segment_rows.extend(_segment_rows(flavour, by_method, pages))
                continue
            for chosen in choices:
                wanted = {page.id for page in plan.pages(chosen)}
                for method, found in by_method.items():
                    f1_rows.append(_f1_row(chosen, flavour, method, [row for row in found if row.page in wanted]))
    under = [notes.GAP, *_title_notes(plan.sets)]
    tables = [Table("Scraped texts: word F1 and lines", _F1_COLUMNS, f1_rows, under)] if f1_rows else []
    if segment_rows:
        tables.append(Table("Scraped texts: segments", ("input", *_SEGMENT_COLUMNS), segment_rows, [notes.SEGMENTS]))
    return tables


_F1_COLUMNS = (
    "set",
    "input",
    "method",
    "pages",
    "F1 before",
    "F1",
    "F1 best",
    "gap closed",
    "harmed",
    "noise lines removed",
    "body lines lost",
    "noise words removed",
    "body words lost",
)
_SEGMENT_COLUMNS = ("method", "pages", "precision", "recall", "accuracy", "F")


def _outcomes(plan: Plan, set_name: str, flavour: str, pages: Mapping[str, data.Page]) -> dict[str, list[Outcome]]:
    titled = titles.measure(set_name).counts
    jobs = (_Job(pages[page_id], text, titled, plan) for page_id, text in data.scraped(set_name, flavour, pages))
    by_method: dict[str, list[Outcome]] = {}
    for outcomes in _spread(_page_outcomes, jobs, plan.jobs):
        for outcome in outcomes:
            by_method.setdefault(outcome.method, []).append(outcome)
    return by_method


def _spread(work: Callable[[J], R], jobs: Iterable[J], processes: int) -> Iterator[R]:
    """`map`, in at most `MOST_PROCESSES` processes; results in the order of the jobs."""
    if processes <= 1:
        yield from map(work, jobs)
        return
    with ProcessPoolExecutor(min(processes, MOST_PROCESSES)) as pool:
        yield from pool.map(work, jobs, chunksize=8)


def _page_outcomes(job: _Job) -> list[Outcome]:
    """Every method on one scraped text."""
    lines = job.text.split("\n")
    gold = job.page.gold
    labels = metrics.line_labels(lines, gold) if gold else []
    before = metrics.word_score(job.text, gold).f1 if gold else 0.0
    best = metrics.word_score(metrics.best_lines(job.text, labels), gold).f1 if gold else 0.0

    def outcome(method: str, text: str, kept: Sequence[bool]) -> Outcome:
        if not gold:
            return Outcome(job.page.id, method, text, (0.0, 0.0, 0.0), metrics.LineCount())
        f1s = (before, metrics.word_score(text, gold).f1, best)
        return Outcome(job.page.id, method, "", f1s, metrics.count_lines(lines, labels, kept))

    found: list[Outcome] = []
    for peer in job.plan.line_peers():
        kept = peer.keep(lines)
        found.append(outcome(peer.name, _joined(lines, kept), kept))
    if job.plan.measures_subject:
        name = job.plan.subject.name
        cleaned = job.plan.subject.clean_text(job.text, job.page.url or None)
        if job.titled:
            found.append(outcome(name, cleaned.titled, cleaned.kept_titled))
        found.append(outcome(name + AS_IS if job.titled else name, cleaned.text, cleaned.kept))
    return found


def _joined(lines: Sequence[str], kept: Sequence[bool]) -> str:
    return "\n".join(line for line, stays in zip(lines, kept, strict=True) if stays)


def _f1_row(chosen: str, flavour: str, method: str, outcomes: Sequence[Outcome]) -> Sequence[str]:
    gap = metrics.gap_from_f1(outcome.f1s for outcome in outcomes)
    total = sum((outcome.lines for outcome in outcomes), metrics.LineCount())
    means = (number(gap.before), number(gap.after), number(gap.best), number(gap.closed, 2))
    return (chosen, flavour, method, str(gap.pages), *means, share(gap.harmed), *map(share, total.rates))


def _segment_rows(
    flavour: str, by_method: Mapping[str, Sequence[Outcome]], pages: Mapping[str, data.Page]
) -> Iterator[Sequence[str]]:
    for method, outcomes in by_method.items():
        rows = [(outcome.text, pages[outcome.page].wanted, pages[outcome.page].unwanted) for outcome in outcomes]
        yield (flavour, method, str(len(rows)), *map(number, metrics.segment_score(rows)))


def clean_tables(plan: Plan) -> list[Table]:
    """Clean texts: the gold itself as input, with the title counted as lost where it was moved, and as kept."""
    rows: list[Sequence[str]] = []
    for chosen in plan.sets:
        pages = [page for page in plan.pages(chosen) if page.gold]
        if not pages:
            continue
        cleaned = list(_spread(partial(_clean_gold, plan), pages, plan.jobs))
        for method, texts in zip(_clean_methods(plan), zip(*cleaned, strict=True), strict=True):
            loss = metrics.clean_loss((text, page.gold or "") for text, page in zip(texts, pages, strict=True))
            rows.append(
                (
                    chosen,
                    method,
                    str(loss.pages),
                    share(loss.words_lost, 2),
                    share(loss.mean_lost, 2),
                    share(loss.hurt, 1),
                )
            )
    columns = ("set", "method", "pages", "words lost", "mean of pages", "pages that lose over 2%")
    return [Table("Clean texts: the gold as input", columns, rows, [notes.CLEAN])]


def _clean_methods(plan: Plan) -> list[str]:
    peers = [peer.name for peer in plan.line_peers()]
    name = plan.subject.name
    return [*peers, f"{name}, title + text", name + AS_IS] if plan.measures_subject else peers


def _clean_gold(plan: Plan, page: data.Page) -> list[str]:
    """The gold text of a page after each of `_clean_methods`."""
    lines = (page.gold or "").split("\n")
    texts = [_joined(lines, peer.keep(lines)) for peer in plan.line_peers()]
    if plan.measures_subject:
        cleaned = plan.subject.clean_text(page.gold or "", page.url or None)
        texts.extend((cleaned.titled, cleaned.text))
    return texts


def html_tables(plan: Plan) -> list[Table]:
    """Pages of HTML: word and shingle F1 for the sets with gold, segments for the set without."""
    f1_rows: list[Sequence[str]] = []
    segment_rows: list[Sequence[str]] = []
    for set_name, choices in plan.by_set().items():
        chosen_pages = {chosen: plan.pages(chosen) for chosen in choices}
        every = {page.id: page for pages in chosen_pages.values() for page in pages}
        for method, found in _html_results(plan, set_name, list(every.values())):
            for chosen, pages in chosen_pages.items():
                results = [found.get(page.id, _NOTHING) for page in pages]
                failed = str(sum(result.failure is not None for result in results))
                texts = [result.text for result in results]
                if set_name == "segments":
                    rows = [(text, page.wanted, page.unwanted) for text, page in zip(texts, pages, strict=True)]
                    segment_rows.append((method, str(len(rows)), *map(number, metrics.segment_score(rows)), failed))
                else:
                    pairs = [(text, page.gold) for text, page in zip(texts, pages, strict=True)]
                    f1_rows.append((chosen, method, *_html_scores(pairs), failed))
    columns = ("set", "method", "pages", "precision", "recall", "F1", "shingle F1", "failed")
    under = [notes.HTML, *_title_notes(plan.sets)]
    tables = [Table("HTML: word F1", columns, f1_rows, under)] if f1_rows else []
    if segment_rows:
        tables.append(Table("HTML: segments", (*_SEGMENT_COLUMNS, "failed"), segment_rows, [notes.SEGMENTS]))
    return tables


def _html_scores(pairs: Sequence[tuple[str, str | None]]) -> tuple[str, ...]:
    scores = [metrics.word_score(text, gold) for text, gold in pairs]
    means = (metrics.mean([score[i] for score in scores]) for i in range(3))
    return (str(len(pairs)), *map(number, means), number(metrics.shingle_score(pairs).f1))


def _html_results(
    plan: Plan, set_name: str, pages: Sequence[data.Page]
) -> Iterator[tuple[str, Mapping[str, Extracted]]]:
    """Each method with what it gave, by page id."""
    for peer in plan.html_peers():
        yield peer.name, extracted(peer, set_name, pages, plan.cache, plan.jobs)
    if plan.measures_subject:
        yield from _subject_results(plan, plan.subject, set_name, pages)
    if plan.subject.target in OF_LIBRARY:
        yield from _subject_results(plan, replace(plan.subject, engine="fast"), set_name, pages)


def _subject_results(
    plan: Plan, subject: Subject, set_name: str, pages: Sequence[data.Page]
) -> Iterator[tuple[str, Mapping[str, Extracted]]]:
    """The library with one engine: title and text where the gold holds titles, and the text as it is."""
    urls = {page.id: page.url for page in pages}
    work = ((page_id, page, urls[page_id]) for page_id, page in data.html(set_name, urls))
    cleaned = list(_spread(partial(_clean_page, subject), work, plan.jobs))
    name = subject.name
    if titles.measure(set_name).counts:
        yield name, {page_id: Extracted(titled, 0.0, failure) for page_id, titled, _, failure in cleaned}
        name += AS_IS
    yield name, {page_id: Extracted(text, 0.0, failure) for page_id, _, text, failure in cleaned}


def _clean_page(subject: Subject, item: tuple[str, bytes, str]) -> tuple[str, str, str, str | None]:
    """``(page id, title + text, text, error)``."""
    page_id, page, url = item
    try:
        cleaned = subject.clean_html(page, url or None)
    except Exception as error:  # noqa: BLE001  a page that fails counts as empty and is counted, as for the peers
        return page_id, "", "", type(error).__name__
    return page_id, cleaned.titled, cleaned.text, None


def _title_notes(sets: Iterable[str]) -> list[str]:
    parts: list[str] = []
    for set_name in dict.fromkeys(chosen.partition(":")[0] for chosen in sets):
        count = titles.measure(set_name)
        if count.pages:
            how = "title + text" if count.counts else "text as is"
            parts.append(f"{set_name} {share(count.share)} of {count.pages}: {how}")
    return [notes.TITLES.format(sets="; ".join(parts))]
