"""Downloading labels and features through the SoccerNet package: game by game, safe to stop and repeat."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.data.root_labels import LABEL_FILES, has_halves
from core.data.splits import official_games
from core.exceptions import UserError
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2
from core.progress import Progress, silent

FEATURES = ("ResNET_TF2_PCA512", "ResNET_TF2", "baidu_soccer_embeddings")
"""Feature names that the package can fetch without a password."""


class Downloader(Protocol):
    """The part of the package's SoccerNetDownloader that we use."""

    def downloadGame(self, game: str, files: list[str], spl: str) -> object: ...  # noqa: N802


@dataclass(frozen=True)
class Downloaded:
    """What a download did: files fetched, files that existed already, files the server does not have."""

    fetched: int
    kept: int
    absent: tuple[str, ...]


def files_to_fetch(features: Sequence[str], *, labels: bool, label_set: LabelSet = SOCCERNET_V2) -> list[str]:
    """The files of one game, as the package names them.

    label_set: of the labels, one of those with two halves. Raises UserError for another, whose games have
    other names.
    """
    if labels and not has_halves(label_set):
        raise UserError(
            f"The SoccerNet package's games have no labels of {label_set.name}; choose soccernet-v2 or "
            "soccernet-v1, or leave labels out with --no-labels."
        )
    files = [label_set.label_file] if labels else []
    return files + [f"{half}_{name}.npy" for name in features for half in (1, 2)]


def download(
    root: Path,
    splits: Sequence[str],
    files: Sequence[str],
    *,
    downloader: Downloader | None = None,
    progress: Progress = silent,
) -> Downloaded:
    """Fetch the files of every game of the splits into `root`; a file that exists is never touched.

    Repeating it continues where it stopped. Raises UserError with what to do when the network or the server
    refuses; what was fetched until then stays.
    """
    games = [
        (game, split, [file for file in files if not (root / game / file).exists()])
        for split in splits
        for game in official_games(split)
        if split != "challenge" or any(file not in LABEL_FILES for file in files)
    ]
    kept = sum(len(files) - len(missing) for _, _, missing in games)
    incomplete = [item for item in games if item[2]]
    if incomplete and downloader is None:
        downloader = _package_downloader(root)
    fetched, absent = 0, []
    for done, (game, split, missing) in enumerate(incomplete):
        progress(done, len(incomplete), game.rpartition("/")[2])
        if split == "challenge":
            missing = [file for file in missing if file not in LABEL_FILES]  # its labels are not public
        so_far = f"after {done} of {len(incomplete)} games"
        try:
            with _complaints() as complaints, contextlib.redirect_stdout(sys.stderr):
                downloader.downloadGame(game=game, files=missing, spl=split)
        except PermissionError as error:
            raise UserError(
                f"The server refused {game!r} {so_far}: {_first_line(error)} "
                "Ask for access there, log in, and repeat the command; it continues where it stopped."
            ) from error
        except Exception as error:  # the package lets any of its libraries' errors through
            raise _stopped(game, so_far, _first_line(error)) from error
        arrived = [file for file in missing if (root / game / file).exists()]
        if complaints and not arrived:  # the hub's client warns and goes on when there is no network
            raise _stopped(game, so_far, "the server cannot be reached")
        fetched += len(arrived)
        absent += [f"{game}/{file}" for file in missing if file not in arrived]
    return Downloaded(fetched, kept, tuple(absent))


def _stopped(game: str, progress: str, why: str) -> UserError:
    return UserError(
        f"Downloading {game!r} failed {progress} ({why}): there is no network, or the server does not "
        "answer. Repeat the command later; it continues where it stopped."
    )


@contextlib.contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect the warnings of the hub's client in place of printing them."""
    logger, complaints = logging.getLogger("huggingface_hub"), []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: complaints.append(record.getMessage()[:200])
    before, logger.handlers = logger.handlers, [handler]
    try:
        yield complaints
    finally:
        logger.handlers = before


def _package_downloader(root: Path) -> Downloader:
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{root} cannot be made ({error.strerror}); choose another --root.") from error
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    from SoccerNet.Downloader import SoccerNetDownloader

    return SoccerNetDownloader(str(root))


def _first_line(error: Exception) -> str:
    text = str(error).strip()
    return (text.splitlines()[0] if text else type(error).__name__)[:200]
