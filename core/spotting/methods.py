"""The methods of non-maximum suppression by name."""

METHODS = ("hard", "symmetric", "soft-linear", "soft-gaussian", "peaks")
"""hard: the official half-open window. symmetric: the same window, closed on both sides. soft-linear,
soft-gaussian: scores near a kept spot decay instead of going (Bodla et al. 2017, with the overlap of two
moments d apart being 1 - d / (window / 2)). peaks: local maxima at least half a window apart."""
