"""A trained network -> the weights file of ``cleaner.model``: embeddings in 8 bits, the rest in 32."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from .network import DILATIONS, WIDTH, Encoded, Network, Scale

_RIDGE = 30.0
_CUES = ("cue", "led_", "credit", "furniture", "on_subject", "ago", "address", "markup")
_NEIGHBOURS = ("zone_", "near_", "past_", "prose_before", "prose_after", "sentence_after", "colon_", "in_", "repeat")
_NEIGHBOURS += ("overlap", "contained", "about_", "foreign", "clock_run")
_PLACES = ("from_", "place", "title", "no_title", "above_", "head", "foot", "deck", "inside", "prose_free")
GROUPS = ("its words", "its shape", "its cues", "its place", "its neighbours")


def group_of(column: str) -> str:
    """The group that a column of numbers counts to, for explanations."""
    for group, openings in ((GROUPS[4], _NEIGHBOURS), (GROUPS[3], _PLACES), (GROUPS[2], _CUES)):
        if column.startswith(openings):
            return group
    return GROUPS[1]


def quantised(weight: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], float]:
    """A table in 8 bits and its unit. The largest thousandth of the values is cut."""
    unit = float(np.quantile(np.abs(weight), 0.999)) / 127
    return np.clip(np.round(weight / unit), -127, 127).astype(np.int8), unit


def quantise(network: Network) -> tuple[tuple[npt.NDArray[np.int8], float], tuple[npt.NDArray[np.int8], float]]:
    """Round the network's own tables to what is written, so that it gives what the written one gives."""
    found = []
    for table in (network.table, network.shapes):
        values, unit = quantised(table.weight.detach().numpy())
        with torch.no_grad():
            table.weight.copy_(torch.from_numpy(values.astype(np.float32) * np.float32(unit)))
        found.append((values, unit))
    return found[0], found[1]


def account(
    network: Network, names: Sequence[str], texts: Sequence[Encoded], log_odds: Sequence[npt.NDArray[np.float64]]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """A linear account of the network: how much each group of the first layer's inputs speaks for removal.

    Ridge regression of the log-odds on the first layer's inputs; shapes (inputs, groups), (groups,).
    """
    rows = np.concatenate([_inputs(network, text) for text in texts])
    target = np.clip(np.concatenate(log_odds), -10, 10)
    centre = rows.mean(axis=0)
    centred = rows - centre
    gram = centred.T @ centred + _RIDGE * np.eye(rows.shape[1])
    weights = np.linalg.solve(gram, centred.T @ (target - target.mean()))
    labels = [group_of(name) for name in names] + [GROUPS[2]] + [GROUPS[0]] * (2 * WIDTH)
    labels += [GROUPS[1]] * (rows.shape[1] - len(labels))
    told = np.array([[w if label == group else 0.0 for group in GROUPS] for w, label in zip(weights, labels, strict=True)])
    return told, centre @ told


def _inputs(network: Network, text: Encoded) -> npt.NDArray[np.float64]:
    table, shapes = network.table.weight.detach().numpy(), network.shapes.weight.detach().numpy()
    owner = np.repeat(np.arange(len(text.hand)), np.diff(text.starts))
    bag = np.zeros((len(text.hand), WIDTH))
    np.add.at(bag, owner, table[text.words] + table[text.pairs])
    bag /= np.sqrt(np.maximum(np.diff(text.starts), 1))[:, None]
    marks = shapes[text.shapes + np.arange(3) * (len(shapes) // 3)].sum(axis=1)
    return np.hstack([text.numbers, text.hand[:, None], bag, table[text.ends].sum(axis=1), marks])


def write(
    path: Path,
    network: Network,
    scale: Scale,
    vocabulary: npt.NDArray[np.uint32],
    names: Sequence[str],
    calibration: tuple[float, float],
    told: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
) -> None:
    """Write the weights file. The network's tables must be quantised already."""
    (table, table_unit), (shapes, shapes_unit) = quantise(network)
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "names": np.array(names),
        "groups": np.array([*GROUPS, "the text around it"]),
        "vocabulary": vocabulary,
        "table": table,
        "shapes": shapes,
        "table_unit": np.array(table_unit),
        "shapes_unit": np.array(shapes_unit),
        "mean": scale.mean,
        "spread": scale.spread,
        "dilations": np.array(DILATIONS, dtype=np.int64),
        "skip": state["skip"],
        "calibration": np.array(calibration),
        "account": told[0],
        "account_mean": told[1],
    }
    for name in ("line", "context", "late_context", "mixed", "out"):
        arrays[f"{name}_weight"] = state[f"{name}.weight"].T.copy()
        arrays[f"{name}_bias"] = state[f"{name}.bias"]
    for k in range(len(DILATIONS)):
        kernel = state[f"convolutions.{k}.weight"]
        arrays[f"convolution{k}_weight"] = np.concatenate([kernel[:, :, j].T for j in range(3)])
        arrays[f"convolution{k}_bias"] = state[f"convolutions.{k}.bias"]
    packed = {n: a.astype(np.float32) if a.dtype == np.float64 else a for n, a in arrays.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **packed)
