"""The public surface: what is exported, what values mean, what is refused."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

import cleaner
from cleaner import Action, Cleaner, Config, ConfigError, Label, Record

BODY = "Le bassin rouvre lundi, a annoncé la mairie de la ville dans la soirée."


def test_exports() -> None:
    assert cleaner.__all__ == sorted(cleaner.__all__)
    assert all(getattr(cleaner, name) is not None for name in cleaner.__all__)
    assert set(cleaner.__all__) <= set(dir(cleaner))
    with pytest.raises(AttributeError, match="no_such_name"):
        cleaner.no_such_name  # noqa: B018


def test_the_package_is_light_until_it_is_used() -> None:
    code = "import sys, cleaner.cli; print([m for m in ('numpy', 'trafilatura', 'lxml', 'rich') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_policy() -> None:
    text = f"{BODY}\n\nLaisser un commentaire"
    assert cleaner.clean(text, config=Config(policy={"comment_form": "keep"})).text == text
    moved = cleaner.clean(text, config=Config(policy={Label.COMMENT_FORM: Action.MOVE})).removed
    assert [r.action for r in moved] == [Action.MOVE]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"care": "much"}, "much"),
        ({"engine": "slow"}, "slow"),
        ({"policy": {"nonsense": "keep"}}, "nonsense"),
        ({"policy": {"share": "burn"}}, "burn"),
        ({"policy": {"body": "drop"}}, "body"),
    ],
)
def test_wrong_options_are_named(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Config(**arguments)  # type: ignore[arg-type]


def test_values_survive_pickling() -> None:
    config = Config(care="recall", policy={"title": "keep"}, language="fr")
    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301
    assert len({config, Config(care="recall", policy={"title": "keep"}, language="fr")}) == 1
    error = cleaner.UnsupportedInput("a.txt", "a PNG image")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (str(again), again.source, again.seen) == (str(error), "a.txt", "a PNG image")


def test_a_record_is_carried_through() -> None:
    record = Record("7", BODY.encode("cp1252"), charset="cp1252", url="https://example.org/7", extra={"page": 3})
    article = Cleaner()(record)
    assert (article.id, article.url, article.extra) == ("7", "https://example.org/7", {"page": 3})
    assert article.metadata.url == "https://example.org/7"
    assert article.metadata.encoding == "cp1252"
    assert article.to_dict()["extra"] == {"page": 3}
    assert cleaner.clean(BODY, url="https://example.org/8").url == "https://example.org/8"


def test_metadata_can_be_switched_off() -> None:
    article = cleaner.clean(f"Piscine municipale : enfin\n\n{BODY}", config=Config(metadata=False))
    assert article.metadata.title is None
    assert article.text == BODY


def test_sources_name_the_line() -> None:
    article = cleaner.clean(f"\n\nPiscine municipale : enfin\n\nPar Jean Dupont\n\n{BODY}\n{BODY[:-1]} du lendemain.")
    assert article.metadata.title == "Piscine municipale : enfin"
    assert article.metadata.authors == ("Jean Dupont",)
    assert article.metadata.sources == {"title": "line 3", "authors": "line 5"}


def test_only_furniture_is_said() -> None:
    article = cleaner.clean("Laisser un commentaire\nPartager sur Facebook\n")
    assert article.text == ""
    assert article.metadata.warnings == ("nothing in the input is article text",)


def test_explain_says_what_the_article_says() -> None:
    from cleaner.explain import explain

    article = cleaner.clean(f"{BODY}\n\nLaisser un commentaire\nPartager\x1b[31m")
    plain = list(explain(article))
    assert any(line.startswith("-") and "comment_form" in line and "Laisser" in line for line in plain)
    assert not any("\x1b" in line for line in plain)
    assert any("\x1b[9;31m" in line for line in explain(article, color=True))
    for removed in article.removed:
        assert any(e.detail in line for e in removed.evidence for line in plain)
