"""The network: configs, pooling, training and scores. The only part of core that imports torch."""

import os

# How long an idle OpenMP thread spins before it sleeps. By default it waits milliseconds in each small step
# once other work shares the cores: an epoch of 0.8 s then took 3 to 8 s. Alone, this costs nothing.
os.environ.setdefault("GOMP_SPINCOUNT", "20000")
