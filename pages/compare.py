"""Runs and settings beside each other, with intervals, and the moments that changed."""

from app import selection
from app.page import open_page

lib, chosen = open_page("compare")
selection.commit("compare")
