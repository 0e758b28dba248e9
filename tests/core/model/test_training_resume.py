"""A broken training goes on to the same weights, however it was broken."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
import torch

from core.exceptions import Cancelled
from core.model.checkpoint import load_network
from core.model.config import TrainingConfig
from core.model.training import train
from core.model.training_files import TrainingFiles
from tests.core.model.small_training import MODEL, TRAINING, halves, same

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.mark.parametrize("storage", ["float32", "float16"])
def test_resume_gives_the_weights_of_an_unbroken_run(tmp_path, storage):
    data = halves(3, 1), halves(2, 2)
    training = TrainingConfig(batch=16, max_epochs=5, seed=3, device="cpu", storage=storage)
    whole = train(*data, MODEL, training, tmp_path / "whole")
    short = TrainingConfig.from_dict({**training.to_dict(), "max_epochs": 2})
    train(*data, MODEL, short, tmp_path / "broken")
    torch.manual_seed(12345)  # the global random state has no say
    again = train(*data, MODEL, training, tmp_path / "broken", resume=True)
    assert same(
        TrainingFiles(tmp_path / "whole").state()["network"],
        TrainingFiles(tmp_path / "broken").state()["network"],
    )
    files = [tmp_path / name / "weights.safetensors" for name in ("whole", "broken")]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert [row["valid_loss"] for row in whole.log] == [row["valid_loss"] for row in again.log]
    # Resuming what has ended changes nothing.
    assert train(*data, MODEL, training, tmp_path / "broken", resume=True).epochs == 5


@pytest.mark.parametrize("stop", [Cancelled("stopped"), KeyboardInterrupt()])
def test_interrupted_mid_epoch_keeps_the_last_epoch(tmp_path, stop):
    data = halves(3, 1), halves(2, 2)
    train(*data, MODEL, TRAINING, tmp_path / "whole")

    def interrupt(done, total, what):
        if what.startswith("epoch") and done > 2.3:
            raise stop

    with pytest.raises(type(stop)):
        train(*data, MODEL, TRAINING, tmp_path / "broken", progress=interrupt)
    assert TrainingFiles(tmp_path / "broken").state()["at"]["epoch"] == 2
    assert len(TrainingFiles(tmp_path / "broken").log()) == 2
    load_network(tmp_path / "broken" / "weights.safetensors")
    train(*data, MODEL, TRAINING, tmp_path / "broken", resume=True)
    assert same(
        TrainingFiles(tmp_path / "whole").state()["network"],
        TrainingFiles(tmp_path / "broken").state()["network"],
    )


CHILD = """
import sys, time
from pathlib import Path
import core.model.training as training
import core.model.training_files as training_files
from tests.core.model.small_training import MODEL, halves
from core.model.config import TrainingConfig
training_files.WRITE_EVERY_S = 0.0
def slowly(done, total, what):
    time.sleep(0.002)
config = TrainingConfig(batch=16, max_epochs=40, seed=3, device="cpu")
training.torch.set_num_threads(1)
training.train(halves(3, 1), halves(2, 2), MODEL, config, Path(sys.argv[1]), resume=True, progress=slowly)
"""


def test_killed_again_and_again_it_still_ends_at_the_same_weights(tmp_path):
    """SIGKILL at moments nobody chose; then what is there is whole, and the end is the unbroken run's."""
    config = TrainingConfig(batch=16, max_epochs=40, seed=3, device="cpu")
    train(halves(3, 1), halves(2, 2), MODEL, config, tmp_path / "whole")
    folder = tmp_path / "killed"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for kills in range(3):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], env=environment)
        for _ in range(2000):  # until it has come a few epochs further
            time.sleep(0.01)
            if child.poll() is not None or len(TrainingFiles(folder).log()) >= 3 + 5 * kills:
                break
        child.send_signal(signal.SIGKILL)
        child.wait()
        rows = TrainingFiles(folder).log()
        assert rows
        assert TrainingFiles(folder).state() is not None
        load_network(folder / "weights.safetensors")
    train(halves(3, 1), halves(2, 2), MODEL, config, folder, resume=True)
    assert same(
        TrainingFiles(tmp_path / "whole").state()["network"], TrainingFiles(folder).state()["network"]
    )
    assert [r["train_loss"] for r in TrainingFiles(tmp_path / "whole").log()] == [
        r["train_loss"] for r in TrainingFiles(folder).log()
    ]
    assert [r["epoch"] for r in TrainingFiles(folder).log()] == list(range(1, 41))


def test_a_log_line_torn_by_a_kill_is_cut(tmp_path):
    data = halves(1, 1), halves(1, 2)
    train(*data, MODEL, TRAINING, tmp_path)
    lines = (tmp_path / "log.jsonl").read_text()
    (tmp_path / "log.jsonl").write_text(lines + json.dumps({"epoch": 6}) + '\n{"epoch": 7, "tr')
    train(*data, MODEL, TRAINING, tmp_path, resume=True)
    assert (tmp_path / "log.jsonl").read_text() == lines
