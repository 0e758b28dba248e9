"""`export`: a run's spots, a root's labels or other systems' files, in any of the formats."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.commands import common
from core.commands.common import add, flag, option, report
from core.commands.spot_ import add_nms, chosen_settings
from core.data.formats.convert import FORMATS, read_foreign, write_events
from core.data.formats.entries import read_mapping
from core.data.games import Game
from core.data.label_set_file import CLASSES_FILE
from core.data.labels import read_labels, read_truths
from core.data.make_root import MadeRoot, label_set_of_lists, make_root
from core.data.root import DataRoot, open_root
from core.events import Events
from core.exceptions import UserError
from core.figures import count, percent
from core.label_sets import PRESETS, SOCCERNET_V2
from core.runs.official_check import check_with_package
from core.runs.spots import spots_of

Videos = Mapping[str, Mapping[str, Any]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add(parser, "--root", "--workspace")
    source = parser.add_mutually_exclusive_group(required=True)
    option(source, "--run", "Write the spots of this run.", required=False)
    flag(source, "--labels", "Write the labels of the data root.")
    files = (
        "Convert these OSL or E2E-Spot files; labels become a data root, or are added to the one at --out."
    )
    option(source, "--file", files, nargs="+", action="extend")
    add(parser, "--split")
    add_nms(parser)
    mapping = 'With --file, give labels a class by this JSON: {"their label": "our label" or null}.'
    option(parser, "--map", mapping)
    option(parser, "--format", choices=FORMATS)
    rate = "Give E2E-Spot files this many frames a second (default: that of each video where known, else "
    rate += "that of the evaluation, 2 for SoccerNet-v2)."
    option(parser, "--fps", rate, type=float)
    flag(parser, "--check", "Evaluate the written results with the SoccerNet package too.")
    out = "Write this file; soccernet: a zip (.zip) or a folder."
    option(parser, "--out", out, required=True, metavar="PATH")
    add(parser, "--replace", "--json")


def run(arguments: argparse.Namespace) -> None:
    if arguments.fps is not None and not 0 < arguments.fps <= 1000:
        raise UserError(f"--fps {arguments.fps} is no frame rate; it must be above 0 and at most 1000.")
    if arguments.check and (not arguments.run or arguments.format != "soccernet"):
        raise UserError(
            "--check needs --run and --format soccernet, since the package reads the results of a split."
        )
    if arguments.file:
        _convert(arguments)
    else:
        _export(arguments)


def _convert(arguments: argparse.Namespace) -> None:
    """Other systems' files into any format, labels into a data root."""
    lists = [read_foreign(file, arguments.fps) for file in arguments.file]
    scored = {each.scored for each in lists if any(each.entries.values())}
    if len(scored) == 2:
        raise UserError("Some of these files hold labels and others spots; convert them one by one.")
    label_set, labels = common.label_set(arguments), scored == {False}
    mapping = read_mapping(arguments.map, label_set) if arguments.map else None
    if labels and arguments.format == "soccernet":
        out = _root_to_make(arguments)
        made = make_root(out, lists, label_set, mapping, replace=arguments.replace)
        _report(arguments, made.events, "labels", out, *_summary_of(made))
        return
    out = common.output_path(arguments.out, None, arguments.replace)
    label_set = label_set or label_set_of_lists(lists, mapping)
    events = Events.concat([each.events(mapping, label_set) for each in lists])
    videos = {game: video for each in lists for game, video in each.videos.items()}
    write_events(out, events, arguments.format, labels=labels, fps=arguments.fps, videos=videos)
    _report(arguments, events, "labels" if labels else "spots", out)


def _root_to_make(arguments: argparse.Namespace) -> Path:
    """--out, which may be a data root already: labels are added to it then."""
    out = Path(arguments.out).expanduser()
    if out.is_dir() and ((out / CLASSES_FILE).is_file() or open_root(out).games):
        return out
    return common.output_path(arguments.out, None, arguments.replace)


def _summary_of(made: MadeRoot) -> list[str]:
    label_set = made.events.label_set
    splits = f", in {' and '.join(made.splits)}" if made.splits else ""
    rule, lines = label_set.rule, []
    if not label_set.same_classes(SOCCERNET_V2):
        lines = [f"A data root of the label set {label_set.title}{splits}."]
    if label_set.name not in PRESETS:
        first, last = (f"{rule.tolerances(rule.opening)[place]:g}" for place in (0, -1))
        lines.append(
            f"It is evaluated at {first} to {last} s; {CLASSES_FILE} takes others, see docs/formats.md."
        )
    return lines


def _export(arguments: argparse.Namespace) -> None:
    """A run's spots or the data root's labels."""
    root = common.data_root(arguments)
    games = common.split_games(root, arguments.split, labelled=arguments.labels)
    if arguments.labels:
        events = read_truths(root, games)
    else:
        run = common.workspace(arguments).run(arguments.run).for_root(root)
        events = spots_of(run, games, chosen_settings(arguments, run))
    out = common.output_path(arguments.out, root, arguments.replace)
    videos = _videos(root, games) if arguments.labels or arguments.format != "soccernet" else {}
    write_events(out, events, arguments.format, labels=arguments.labels, fps=arguments.fps, videos=videos)
    checked = check_with_package(root, root.split(arguments.split), out) if arguments.check else None
    if checked and not checked.agrees:
        raise UserError(
            f"{out}: the SoccerNet package gives {checked.package} where Touchline gives {checked.ours}; "
            "please report this."
        )
    lines, more = [], {}
    if checked:
        title = root.label_set.rule.title(checked.metric)
        lines = [f"The SoccerNet package gives {title} {percent(checked.package)}."]
        more = {"package": {**vars(checked)}}
    _report(arguments, events, "labels" if arguments.labels else "spots", out, *lines, **more)


def _videos(root: DataRoot, games: Sequence[Game]) -> Videos:
    """What label files say of the games' videos, such as their rates."""
    videos = {}
    for game in games:
        with suppress(UserError):  # a label file that cannot be read says nothing
            videos[game.name] = read_labels(root, game).video
    return {game: video for game, video in videos.items() if video}


def _report(
    arguments: argparse.Namespace, events: Events, what: str, out: Path, *lines: str, **more: Any
) -> None:
    value = {"games": len(events.games), what: len(events), "format": arguments.format, "out": str(out)}
    number, games = count(len(events), what.removesuffix("s")), count(len(events.games), "game")
    report(arguments, value | more, f"{number} in {games} written to {out}.", *lines)
