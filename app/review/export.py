"""Exporting mended labels: as a diff, as files, and, after a second click, into the data root."""

from __future__ import annotations

from io import BytesIO

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.cache import labels as labels_cache
from app.server.catalog import Catalog
from app.ui.download import download
from app.ui.page import escape, plain
from core.exceptions import UserError
from core.figures import count
from core.files import json_bytes, write_zip
from core.labels.editor import LabelEditor
from core.labels.export import ORIGINAL, diff, label_files, osl_json, write_into_root

_OPEN, _WRITTEN = "review_export_open", "review_export_written"
_MOST = 40


def export_button(catalog: Catalog, place: DeltaGenerator) -> None:
    """The button in a place of the page, and the dialog while it is open."""
    place.button("Export", icon=":material/ios_share:", width="stretch", key="review_export", on_click=_open)
    if st.session_state.get(_OPEN):
        _dialog(catalog)


def _open() -> None:
    st.session_state[_OPEN] = True
    st.session_state.pop(_WRITTEN, None)


def _close() -> None:
    st.session_state[_OPEN] = False


@st.dialog("Mended labels", width="large", icon=":material/ios_share:", on_dismiss=_close)
def _dialog(catalog: Catalog) -> None:
    editors, unreadable = _editors(catalog)
    for sentence in unreadable:
        st.error(escape(sentence), icon=":material/error:")
    changed = [editor for editor in editors if editor.edited]
    lines = {editor.game.name: diff(editor) for editor in changed}
    n = sum(map(len, lines.values()))
    written = sum(editor.file_state == "written" for editor in editors)
    differ = count(n, "label differs", "labels differ")
    files, root = "files", "The data root is unchanged."
    if written:
        files = "original files"
        root = f"{count(written, 'file was', 'files were')} written into the data root."
    st.markdown(f"**{differ}** from the {files}, in **{count(len(changed), 'game')}**. {root}")
    if lines:
        with st.container(height=min(320, 34 + 22 * n + 62 * len(lines))):
            for name, differences in list(lines.items())[:_MOST]:
                st.code("\n".join([name, *differences]), language="diff", wrap_lines=True)
            if len(lines) > _MOST:
                st.caption(f"and {len(lines) - _MOST} more games; the downloads have all.")
    if undecided := [editor.game.title for editor in editors if editor.conflicts]:
        names = ", ".join(undecided[:5])
        st.warning(
            escape(f"The label files of {names} changed on disk. Choose what to keep there, then export."),
            icon=":material/call_split:",
        )
        return
    _downloads(catalog, changed)
    _write_into_root(
        catalog, [editor for editor in editors if editor.edited or editor.file_state == "written"]
    )


def _editors(catalog: Catalog) -> tuple[list[LabelEditor], list[str]]:
    editors, problems = [], []
    for game in labels_cache.edited(catalog):
        try:
            editors.append(labels_cache.editor(catalog, game))
        except UserError as error:
            problems.append(str(error))
    return editors, problems


def _downloads(catalog: Catalog, changed: list[LabelEditor]) -> None:
    """Files that are made when they are clicked."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        games = st.segmented_control(
            "Games",
            ("edited", "all with labels"),
            default="edited",
            required=True,
            key="review_export_games",
        )

        def editors() -> list[LabelEditor]:
            if games == "edited":
                return changed
            return [labels_cache.editor(catalog, game) for game in catalog.root.games if game.labelled]

        for label, name, mime, make in (
            ("Label files (zip)", "labels.zip", "application/zip", zip_bytes),
            ("OSL JSON", "labels.osl.json", "application/json", osl_bytes),
        ):
            download(
                label,
                lambda make=make: make(editors()),
                name,
                mime=mime,
                key=f"review_{name}",
                disabled=games == "edited" and not changed,
            )


def zip_bytes(editors: list[LabelEditor]) -> bytes:
    """A zip of label files."""
    file = BytesIO()
    write_zip(file, label_files(editors))
    return file.getvalue()


def osl_bytes(editors: list[LabelEditor]) -> bytes:
    """OSL JSON, version 2."""
    return json_bytes(osl_json(editors))


def _write_into_root(catalog: Catalog, editors: list[LabelEditor]) -> None:
    """The only way into the data root: names what will be written, and asks once more."""
    st.divider()
    for sentence in st.session_state.get(_WRITTEN, ()):
        plain(sentence)
    if not catalog.root.path.is_dir():
        st.caption(
            f"{escape(str(catalog.root.path))} is a zip, which is never written to; download the files."
        )
        return
    if not editors:
        return
    paths = [str(editor.root.path / editor.game.name / editor.label_set.label_file) for editor in editors]
    files = count(len(paths), "label file")
    if not st.checkbox(f"Write {files} into the data root", key="review_into_root"):
        return
    original = f"{catalog.root.label_set.label_file}{ORIGINAL}"
    st.markdown(f"These files will be replaced; each original is kept next to it as `{original}`:")
    st.code("\n".join(paths[:_MOST]), language=None, wrap_lines=True)
    if len(paths) > _MOST:
        st.caption(f"and {len(paths) - _MOST} more")
    st.button(f"Replace {files} now", key="review_write", type="primary", on_click=_write, args=(editors,))


def _write(editors: list[LabelEditor]) -> None:
    sentences = []
    for editor in editors:
        try:
            sentences.append(f"Written: {write_into_root(editor)}")
        except UserError as error:
            sentences.append(f"Not written: {error}")
    st.session_state[_WRITTEN] = tuple(sentences)
    st.session_state["review_into_root"] = False
