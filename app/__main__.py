"""`python -m app`: check the port, warm what is slow to start, and open the explorer."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

from core.data.label_set_file import chosen_label_set
from core.exceptions import UserError
from core.label_sets import PRESETS
from core.paths import label_set_text, root_path, workspace_path

MAIN = Path(__file__).parent / "main.py"


def main(argv: list[str] | None = None) -> int:
    """Start the server in place of this process; returns 1 when its port is taken."""
    parser = argparse.ArgumentParser(prog="python -m app", description="Open the explorer.")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="localhost", help="address to listen on (default: localhost)")
    label_set = "label set to read labels as: a preset, a classes.json, or a text file of one class a line"
    parser.add_argument("--label-set", metavar="NAME|FILE", help=label_set)
    arguments = parser.parse_args(argv)
    if not 0 < arguments.port < 65536:
        print(f"touchline: {arguments.port} is no port; give one from 1 to 65535.", file=sys.stderr)
        return 1
    label_set = label_set_text(arguments.label_set)
    try:
        chosen_label_set(label_set)
    except UserError as error:
        print(f"touchline: {error}", file=sys.stderr)
        return 1
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((arguments.address, arguments.port))
        except OSError as error:
            print(
                f"touchline: port {arguments.port} cannot be used ({error.strerror}); "
                "stop what uses it, or choose another with --port, as in: make run PORT=8502",
                file=sys.stderr,
            )
            return 1
    print(f"Touchline is at http://{arguments.address}:{arguments.port} (Ctrl-C stops it)", flush=True)
    options = ["--server.port", str(arguments.port), "--server.address", arguments.address]
    os.environ["TOUCHLINE_WORKSPACE"] = str(workspace_path())  # as seen from here, before the folder changes
    os.environ["TOUCHLINE_ROOT"] = str(root_path())
    if label_set:
        named = label_set in PRESETS
        os.environ["TOUCHLINE_LABEL_SET"] = (
            label_set if named else str(Path(label_set).expanduser().resolve())
        )
    os.chdir(MAIN.parent.parent)  # where .streamlit/config.toml is
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(MAIN), *options])


if __name__ == "__main__":
    sys.exit(main())
