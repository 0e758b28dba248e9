"""Two processes give what one gives, and none hangs when the other is gone."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from core.model.config import TrainingConfig
from core.model.training import train
from core.model.training_files import TrainingFiles
from tests.core.model.small_training import MODEL, halves

EPOCHS = 4

CHILD = """
import os, sys
from pathlib import Path
import torch
torch.set_num_threads(1)
from core.exceptions import UserError
from core.model.config import TrainingConfig
from core.model.training import train
from tests.core.model.small_training import MODEL, halves
def watch(done, total, what):
    if os.environ["RANK"] == "1":
        raise AssertionError("only the first process reports")
config = TrainingConfig(batch=16, max_epochs=int(sys.argv[2]), seed=3, device="cpu")
if len(sys.argv) > 3 and os.environ["RANK"] == "1":
    from core.model.epoch import EpochRunner
    def fail(self, chunks, count):
        if sys.argv[3] == "die":
            os._exit(9)
        raise UserError("This one cannot go on.")
    EpochRunner.validate = fail
try:
    train(halves(5, 1), halves(4, 2), MODEL, config, Path(sys.argv[1]), progress=watch)
except UserError as error:
    print(error, file=sys.stderr)
    sys.exit(1)
"""


def start(folder, epochs, *more, code=CHILD):
    """Two processes as torchrun starts them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [*sys.path, "."])),
        "WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
    }
    command = [sys.executable, "-c", code, str(folder), str(epochs), *more]
    return [
        subprocess.Popen(command, env={**environment, "RANK": str(rank)}, stderr=subprocess.PIPE, text=True)
        for rank in range(2)
    ]


@pytest.mark.skipif(not torch.distributed.is_available(), reason="this torch has no torch.distributed")
def test_two_processes_train_as_one(tmp_path):
    config = TrainingConfig(batch=16, max_epochs=EPOCHS, seed=3, device="cpu")
    one = train(halves(5, 1), halves(4, 2), MODEL, config, tmp_path / "one")
    children = start(tmp_path / "two", EPOCHS)
    errors = [child.communicate(timeout=120)[1] for child in children]
    assert [child.returncode for child in children] == [0, 0], errors
    two = TrainingFiles(tmp_path / "two").log()
    assert len(two) == EPOCHS
    for name in ("train_loss", "valid_loss"):
        np.testing.assert_allclose([row[name] for row in one.log], [row[name] for row in two], atol=1e-4)
    a, b = (TrainingFiles(tmp_path / name).state()["network"] for name in ("one", "two"))
    for name in a:
        torch.testing.assert_close(a[name], b[name], atol=1e-4, rtol=1e-3)


@pytest.mark.skipif(not torch.distributed.is_available(), reason="this torch has no torch.distributed")
def test_a_process_that_dies_ends_the_other_with_a_sentence(tmp_path):
    first, second = start(tmp_path / "run", 3, "die")
    assert second.wait(timeout=120) == 9
    error = first.communicate(timeout=120)[1]
    assert first.returncode != 0, error
    assert "Another process has ended" in error


@pytest.mark.skipif(not torch.distributed.is_available(), reason="this torch has no torch.distributed")
def test_an_error_in_one_process_ends_both_each_with_its_sentence(tmp_path):
    """A process that fails does not wait for the others to part."""
    first, second = start(tmp_path / "run", 3, "fail")
    errors = [child.communicate(timeout=120)[1] for child in (first, second)]
    assert [first.returncode, second.returncode] == [1, 1], errors
    assert "Another process has ended" in errors[0]
    assert "This one cannot go on." in errors[1]


PART = """
import os, time, torch
from core.model.distributed import connected
with connected(torch.device("cpu")) as ranks:
    if not ranks.first:
        time.sleep(0.5)
    assert ranks.gather(ranks.rank) == [0, 1]
    if not ranks.first:
        time.sleep(0.5)
"""


@pytest.mark.skipif(not torch.distributed.is_available(), reason="this torch has no torch.distributed")
def test_processes_part_together(tmp_path):
    children = start(tmp_path, 0, code=PART)
    errors = [child.communicate(timeout=120)[1] for child in children]
    assert [child.returncode for child in children] == [0, 0], errors


LEFT = """
import os
import torch
from core.model.distributed import connected
with connected(torch.device("cpu")) as ranks:
    weight = torch.nn.Parameter(torch.ones(4))
    optimiser = torch.optim.Adam([weight])
    weight.sum().backward()
    ranks.sum_gradients([weight])
    optimiser.step()
threads = [open(f"/proc/self/task/{task}/comm").read() for task in os.listdir("/proc/self/task")]
assert not [name for name in threads if "gloo" in name], threads
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are told by Linux alone")
def test_no_thread_of_the_connection_outlives_it(tmp_path):
    """One that did could free a tensor while the interpreter ends, which aborts the process."""
    children = start(tmp_path, 0, code=LEFT)
    errors = [child.communicate(timeout=120)[1] for child in children]
    assert [child.returncode for child in children] == [0, 0], errors
