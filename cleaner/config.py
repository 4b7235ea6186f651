"""Every option, declared once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from .document import Action, Label
from .errors import ConfigError

__all__ = ["Care", "Config", "Engine"]

Care = Literal["precision", "balanced", "recall"]
Engine = Literal["default", "fast"]

_MOVED = (
    Label.TITLE,
    Label.BYLINE,
    Label.DATELINE,
    Label.CAPTION,
    Label.SOURCE,
    Label.TAGS,
)


def _policy(overrides: Mapping[Label | str, Action | str]) -> Mapping[Label, Action]:
    """Return the whole policy: the defaults with ``overrides`` on top."""
    policy = dict.fromkeys(Label, Action.DROP)
    policy.update(dict.fromkeys(_MOVED, Action.MOVE))
    policy.update(dict.fromkeys((Label.HEADING, Label.BODY), Action.KEEP))
    for key, value in overrides.items():
        try:
            label = Label(key)
        except ValueError:
            known = ", ".join(Label)
            raise ConfigError(f"policy: no label is called {key!r}; the labels are {known}") from None
        try:
            policy[label] = Action(value)
        except ValueError:
            raise ConfigError(f"policy for {label}: {value!r} is no action; use keep, drop or move") from None
    for label in (Label.HEADING, Label.BODY):
        if policy[label] is not Action.KEEP:
            raise ConfigError(f"policy for {label}: the article's own text can only be kept")
    return MappingProxyType(policy)


@dataclass(frozen=True, slots=True)
class Config:
    """The options of one cleaner. A wrong value raises ``ConfigError``.

    >>> Config(policy={"title": "keep"}).action(Label.TITLE)
    <Action.KEEP: 'keep'>
    """

    care: Care = "balanced"
    """``"recall"`` removes only what is beyond doubt, ``"precision"`` also what is probably noise.
    The names follow trafilatura's: recall of the body, precision of the body."""
    policy: Mapping[Label | str, Action | str] = field(default_factory=dict)
    """What to do with the blocks of a label; labels left out keep their default: noise is dropped,
    title, byline, dateline, caption, source and tags move to the metadata."""
    language: str | None = None
    """BCP 47 tag, if it is known; else the text tells."""
    metadata: bool = True
    """Whether to read metadata from the input."""
    engine: Engine = "default"
    """For HTML: ``"default"`` asks trafilatura about pages that are hard to tell, ``"fast"`` does without."""
    timeout: float = 10.0
    """For HTML: seconds that a page may take. trafilatura gets half of them; a page that takes longer without it raises
    ``TimeLimitExceeded``."""
    _actions: Mapping[Label, Action] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check every option."""
        if self.care not in get_args(Care):
            raise ConfigError(f"care: {self.care!r} is unknown; use one of {', '.join(get_args(Care))}")
        if self.engine not in get_args(Engine):
            raise ConfigError(f"engine: {self.engine!r} is unknown; use one of {', '.join(get_args(Engine))}")
        if not self.timeout > 0:
            raise ConfigError(f"timeout: {self.timeout!r} is no time; use a number of seconds above 0")
        object.__setattr__(self, "_actions", _policy(self.policy))

    def action(self, label: Label) -> Action:
        """Return what the policy does with blocks of ``label``."""
        return self._actions[label]

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by value, so that a configuration travels to worker processes."""
        return (
            Config,
            (self.care, dict(self.policy), self.language, self.metadata, self.engine, self.timeout),
        )

    def __hash__(self) -> int:
        """Hash by value, the policy included."""
        policy = tuple(sorted(self._actions.items()))
        return hash((self.care, policy, self.language, self.metadata, self.engine, self.timeout))
