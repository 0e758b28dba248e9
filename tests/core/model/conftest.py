"""One thread for the trainings that are as small as tests need."""

import pytest
import torch


@pytest.fixture
def one_thread():
    """Networks as small as these only lose time when two threads share them."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
