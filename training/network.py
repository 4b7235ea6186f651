"""The small network: hashed words and numbers of a line, convolutions over lines, and a view of the whole text.

A competitor of the trees, fitted with PyTorch on the processor for the model card; it is not shipped.
"""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812  the customary name

from cleaner.vectors import word_keys

from .store import Sample
from .trees import line_weights
from .vocabulary import vectors_of

WIDTH = 16
HIDDEN = 32
DILATIONS = (1, 2, 4)
HAND_CLIP = 8.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the network is trained."""

    epochs: int = 3
    rate: float = 4e-3
    lines_a_batch: int = 6000
    word_dropout: float = 0.35
    text_dropout: float = 0.15
    decay: float = 1e-2
    embedding_decay: float = 0.3
    dropout: float = 0.2
    seed: int = 20260101
    longest: int = 250
    """Longer texts are cut to a window of so many lines, another one in each epoch."""


@dataclass(slots=True)
class Encoded:
    """A sample as the network reads it."""

    numbers: npt.NDArray[np.float32]
    words: npt.NDArray[np.int32]
    pairs: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    hand: npt.NDArray[np.float32]
    noise: npt.NDArray[np.float32]
    weight: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scale:
    """Means and spreads of the numbers, from the training lines."""

    mean: npt.NDArray[np.float64]
    spread: npt.NDArray[np.float64]

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> "Scale":
        """Measure the numbers of samples."""
        rows = np.concatenate([sample.numbers[:: max(1, len(sample.numbers) // 40)] for sample in samples])
        rows = rows.astype(np.float64)
        return cls(rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-3))


def find_rows(keys: npt.NDArray[np.uint32], vocabulary: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Return the place of each key in a sorted vocabulary, counted from 1; 0 for keys that it lacks.

    >>> find_rows(np.array([5, 9]), np.array([2, 5, 7])).tolist()
    [2, 0]
    """
    at = np.minimum(np.searchsorted(vocabulary, keys), len(vocabulary) - 1)
    return np.where(vocabulary[at] == keys, at + 1, 0)


def encode(sample: Sample, scale: Scale, vocabulary: npt.NDArray[np.uint32]) -> Encoded:
    """Turn a sample into what the network reads."""
    words, pairs, ends = (find_rows(keys, vocabulary) for keys in word_keys(vectors_of(sample)))
    numbers = np.clip((sample.numbers - scale.mean) / scale.spread, -4, 4)
    return Encoded(
        numbers=numbers.astype(np.float32),
        words=words.astype(np.int32),
        pairs=pairs.astype(np.int32),
        ends=ends.astype(np.int32),
        starts=sample.word_starts.astype(np.int64),
        hand=np.clip(sample.hand, -HAND_CLIP, HAND_CLIP).astype(np.float32) / HAND_CLIP,
        noise=(sample.body == 0).astype(np.float32),
        weight=line_weights(sample).astype(np.float32),
    )


class Network(nn.Module):
    """Lines of texts -> log-odds that each is noise."""

    def __init__(self, columns: int, rows: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.table = nn.Embedding(rows + 1, WIDTH, padding_idx=0)
        nn.init.normal_(self.table.weight, std=0.05)
        with torch.no_grad():
            self.table.weight[0] = 0
        self.line = nn.Linear(columns + 1 + 2 * WIDTH, HIDDEN)
        self.context = nn.Linear(2 * HIDDEN + 2, HIDDEN)
        self.convolutions = nn.ModuleList(nn.Conv1d(HIDDEN, HIDDEN, 3, dilation=d, padding=d) for d in DILATIONS)
        self.late_context = nn.Linear(2 * HIDDEN + 2, HIDDEN)
        self.mixed = nn.Linear(2 * HIDDEN, HIDDEN)
        self.out = nn.Linear(HIDDEN, 1)
        self.skip = nn.Parameter(torch.tensor(4.0))

    def forward(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return log-odds, shape (texts, lines)."""
        mask = batch["mask"]
        texts, lines = mask.shape
        bag = self._bag(batch["words"], batch["starts"]) + self._bag(batch["pairs"], batch["starts"])
        ends = F.embedding_bag(batch["ends"], self.table.weight, mode="sum", padding_idx=0)
        read = torch.cat([bag * batch["scale"], ends], dim=1) * batch["seen"]
        read = F.dropout(read, self.dropout, self.training)
        row = torch.cat([batch["numbers"], batch["hand"][:, None], read], dim=1)
        hidden = F.dropout(F.relu(self.line(row)), self.dropout, self.training)
        grid = hidden.new_zeros(texts * lines, HIDDEN)
        grid[batch["at"]] = hidden
        grid = grid.view(texts, lines, HIDDEN)
        grid = grid + F.relu(self.context(self._pooled(grid, batch)))[:, None, :] * mask[:, :, None]
        first = grid
        for convolution in self.convolutions:
            update = F.relu(convolution(grid.transpose(1, 2))).transpose(1, 2)
            grid = (grid + update) * mask[:, :, None]
        late = F.relu(self.late_context(self._pooled(grid, batch)))[:, None, :]
        grid = F.dropout(grid, self.dropout, self.training)
        top = F.relu(self.mixed(torch.cat([grid + late, first], dim=2)))
        flat = self.out(top).view(-1)[batch["at"]]
        scores: torch.Tensor = flat + self.skip * batch["hand"]
        return scores

    def _bag(self, rows: torch.Tensor, starts: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = F.embedding_bag(rows, self.table.weight, starts, mode="sum", padding_idx=0)
        return found

    @staticmethod
    def _pooled(grid: torch.Tensor, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        mask, words = batch["mask"], batch["share"]
        plain = grid.sum(dim=1) / batch["count"][:, None]
        weighted = (grid * words[:, :, None]).sum(dim=1)
        size = torch.stack([torch.log(batch["count"]) - 3, batch["total"]], dim=1)
        assert mask.shape == words.shape  # noqa: S101
        return torch.cat([plain, weighted, size], dim=1)


def windows(encoded: Encoded, longest: int, choose: np.random.Generator) -> tuple[int, int]:
    """The lines that are read of a text."""
    count = len(encoded.hand)
    if count <= longest:
        return 0, count
    low = int(choose.integers(0, count - longest + 1))
    return low, low + longest


def batches(
    texts: Sequence[Encoded], recipe: Recipe, choose: np.random.Generator | None
) -> Iterator[tuple[list[tuple[int, int, int]], dict[str, torch.Tensor]]]:
    """Texts of like length together; shuffled where ``choose`` is given."""
    sizes = np.array([min(len(text.hand), recipe.longest) for text in texts], dtype=np.float64)
    if choose is not None:
        sizes = sizes * choose.uniform(0.8, 1.25, len(sizes))
    order = np.argsort(sizes, kind="stable")
    groups: list[list[int]] = [[]]
    widest = 0
    for i in order:
        widest = max(widest, len(texts[i].hand) if choose is None else min(len(texts[i].hand), recipe.longest))
        if groups[-1] and widest * (len(groups[-1]) + 1) > recipe.lines_a_batch:
            groups.append([])
            widest = len(texts[i].hand) if choose is None else min(len(texts[i].hand), recipe.longest)
        groups[-1].append(int(i))
    if choose is not None:
        choose.shuffle(groups)
    for group in groups:
        parts = [
            (i, *(windows(texts[i], recipe.longest, choose) if choose is not None else (0, len(texts[i].hand))))
            for i in group
        ]
        yield parts, assemble(texts, parts, recipe, choose)


def assemble(
    texts: Sequence[Encoded],
    parts: Sequence[tuple[int, int, int]],
    recipe: Recipe,
    choose: np.random.Generator | None,
) -> dict[str, torch.Tensor]:
    """One batch: the lines of its texts one after the other, and their places in a grid of texts and lines."""
    longest = max(high - low for _, low, high in parts)
    mask = np.zeros((len(parts), longest), dtype=np.float32)
    share = np.zeros_like(mask)
    at: list[npt.NDArray[np.int64]] = []
    gathered: dict[str, list[Any]] = {
        name: [] for name in ("numbers", "words", "pairs", "ends", "hand", "noise", "weight", "sizes", "seen")
    }
    count, total = [], []
    for k, (i, low, high) in enumerate(parts):
        text = texts[i]
        begin, end = text.starts[low], text.starts[high]
        sizes = np.diff(text.starts[low : high + 1])
        gathered["sizes"].append(sizes)
        gathered["words"].append(text.words[begin:end])
        gathered["pairs"].append(text.pairs[begin:end])
        for name in ("numbers", "ends", "hand", "noise", "weight"):
            gathered[name].append(getattr(text, name)[low:high])
        seen = np.ones(high - low, dtype=np.float32)
        if choose is not None:
            seen = (choose.random(high - low) >= recipe.word_dropout).astype(np.float32)
            seen *= choose.random() >= recipe.text_dropout
        gathered["seen"].append(seen)
        mask[k, : high - low] = 1
        share[k, : high - low] = (1 + sizes) / (1 + sizes).sum()
        at.append(k * longest + np.arange(high - low))
        count.append(high - low)
        total.append(math.log(1 + sizes.sum()) / 3 - 1.5)
    flat = {name: np.concatenate(values) for name, values in gathered.items()}
    sizes = flat.pop("sizes")
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    tensors = {name: torch.from_numpy(np.ascontiguousarray(values)) for name, values in flat.items()}
    tensors["seen"] = tensors["seen"][:, None]
    for name in ("words", "pairs", "ends"):
        tensors[name] = tensors[name].long()
    tensors["starts"] = torch.from_numpy(starts)
    tensors["scale"] = torch.from_numpy((1 / np.sqrt(np.maximum(sizes, 1))).astype(np.float32))[:, None]
    tensors["mask"], tensors["share"] = torch.from_numpy(mask), torch.from_numpy(share)
    tensors["at"] = torch.from_numpy(np.concatenate(at))
    tensors["count"] = torch.tensor(count, dtype=torch.float32)
    tensors["total"] = torch.tensor(total, dtype=torch.float32)
    return tensors


def train(texts: Sequence[Encoded], rows: int, recipe: Recipe, watched: Sequence[Encoded] = ()) -> Network:
    """Fit a network. The same texts and recipe give the same network on one machine."""
    torch.manual_seed(recipe.seed)
    choose = np.random.default_rng(recipe.seed)
    network = Network(texts[0].numbers.shape[1], rows, recipe.dropout)
    tables = [network.table.weight]
    own = {id(table) for table in tables}
    rest = [parameter for parameter in network.parameters() if id(parameter) not in own]
    optimiser = torch.optim.AdamW(
        [
            {"params": rest, "weight_decay": recipe.decay},
            {"params": tables, "weight_decay": recipe.embedding_decay},
        ],
        lr=recipe.rate,
    )
    steps = sum(1 for _ in batches(texts, recipe, np.random.default_rng(0))) * recipe.epochs + 50
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [recipe.rate, recipe.rate], total_steps=steps, pct_start=0.15
    )
    for epoch in range(recipe.epochs):
        started, total, weight = time.time(), 0.0, 0.0
        network.train()
        for _, batch in batches(texts, recipe, choose):
            optimiser.zero_grad()
            losses = F.binary_cross_entropy_with_logits(network(batch), batch["noise"], reduction="none")
            loss = (losses * batch["weight"]).sum() / batch["weight"].sum()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            if schedule.last_epoch < steps - 1:
                schedule.step()
            total += float((losses.detach() * batch["weight"]).sum())
            weight += float(batch["weight"].sum())
        line = f"epoch {epoch + 1}: loss {total / weight:.4f}, unseen {loss_on(network, watched, recipe):.4f}"
        print(f"{line}, {time.time() - started:.0f} s", flush=True)  # noqa: T201
    return network


def predict(network: Network, texts: Sequence[Encoded], recipe: Recipe) -> list[npt.NDArray[np.float64]]:
    """Log-odds of the lines of each text."""
    if not texts:
        return []
    network.eval()
    found: list[npt.NDArray[np.float64]] = [np.zeros(0)] * len(texts)
    with torch.no_grad():
        for parts, batch in batches(texts, recipe, None):
            scores = network(batch).double().numpy()
            begin = 0
            for i, _, high in parts:
                found[i] = scores[begin : begin + high]
                begin += high
    return found


def loss_on(network: Network, texts: Sequence[Encoded], recipe: Recipe) -> float:
    """The weighted loss on texts; 0 where there are none."""
    total = weight = 0.0
    for text, scores in zip(texts, predict(network, texts, recipe), strict=True):
        losses = np.logaddexp(0, scores) - text.noise * scores
        total += float((losses * text.weight).sum())
        weight += float(text.weight.sum())
    return total / weight if weight else 0.0
