"""The network: configs, pooling, training and scores. The only part of core that imports torch."""

import os

# How long an idle OpenMP thread spins before it sleeps. The default waits milliseconds in every small operation
# when something else uses a core: a training epoch of 0.8 s then took 3 to 8 s. This costs nothing when idle.
os.environ.setdefault("GOMP_SPINCOUNT", "20000")
