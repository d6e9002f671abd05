"""feeds.toml: what it may hold, and what it says when it holds something else."""

from pathlib import Path

import pytest

from catalogue.errors import BadInput
from catalogue.feedlist import feed_from, read_feeds

GOOD = """
[feeds.lijst]
format = "p4"
url = "aanbod.jsonl"
title = "Lijst"
publisher = "X (fictief)"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
every = "30m"
grace = "0d"
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_path_is_relative_to_the_file(tmp_path: Path) -> None:
    """And durations are seconds."""
    (feed,) = read_feeds(written(tmp_path, GOOD))
    assert (str(tmp_path / "aanbod.jsonl"), 1800, 0, "full") == (
        feed.url,
        feed.every_s,
        feed.grace_s,
        feed.redistribution,
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('format = "p4"', ""), "feeds.lijst.format is missing"),
        (('every = "30m"', 'evry = "30m"'), "Did you mean every"),
        (('grace = "0d"', 'grace = "soon"'), "feeds.lijst.grace"),
        (('grace = "0d"', 'redistribution = "all"'), "full, facets, link"),
        (("[feeds.lijst]", "[feeds.check]"), "feeds.check"),
        (("[feeds.lijst]", "[feeds.Lijst_1]"), "lower-case"),
        (('url = "aanbod.jsonl"', 'url = "ftp://example.org/x"'), "https://"),
        (("[feeds.lijst]", "[fields.lijst]"), r"\[feeds.KEY\]"),
        (("[feeds.lijst]", "[feeds.lijst"), "not valid TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    """The feed, the key, and what was expected."""
    with pytest.raises(BadInput, match=said):
        read_feeds(written(tmp_path, GOOD.replace(*change)))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """Not a traceback."""
    with pytest.raises(BadInput, match="There is no file"):
        read_feeds(tmp_path / "feeds.toml")


def test_a_path_is_refused_where_only_addresses_may_be() -> None:
    """A feed that is a path comes from feeds.toml and the command line only."""
    table = {"format": "p4", "url": "/etc/passwd", "title": "x", "publisher": "x", "licence": "x"}
    with pytest.raises(BadInput, match="https://"):
        feed_from("lijst", table, base=None)
