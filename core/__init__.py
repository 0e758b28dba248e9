"""The engine: reading, NetVLAD++, and everything after its scores. Never imports streamlit."""

__version__ = "0.1.0"
