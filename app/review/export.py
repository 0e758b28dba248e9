"""Taking mended labels along: as files, as a diff, and, when asked twice, into the data root."""

from __future__ import annotations

from io import BytesIO

import streamlit as st

from app.cache import labels as labels_cache
from app.cache.split import Split
from app.server.catalog import Catalog
from app.ui.page import escape, plain
from core.data.games import LABELS_FILE
from core.exceptions import UserError
from core.files import json_bytes
from core.labels.editor import LabelEditor
from core.labels.export import ORIGINAL_FILE, diff, osl_json, write_into_root, write_zip

_OPEN, _WRITTEN = "review_export_open", "review_export_written"
_MOST = 40


def export_button(catalog: Catalog, split: Split) -> None:
    """The button, and the dialog while it is open."""
    st.button("Export", icon=":material/ios_share:", width="stretch", key="review_export", on_click=_opened)
    if st.session_state.get(_OPEN):
        _dialog(catalog, split)


def _opened() -> None:
    st.session_state[_OPEN] = True
    st.session_state.pop(_WRITTEN, None)


def _closed() -> None:
    st.session_state[_OPEN] = False


@st.dialog("Mended labels", width="large", icon=":material/ios_share:", on_dismiss=_closed)
def _dialog(catalog: Catalog, split: Split) -> None:
    editors, problems = _editors(catalog)
    for sentence in problems:
        st.error(escape(sentence), icon=":material/error:")
    changed = [editor for editor in editors if editor.edited]
    lines = {editor.game.name: diff(editor) for editor in changed}
    count = sum(map(len, lines.values()))
    games = "1 game" if len(changed) == 1 else f"{len(changed)} games"
    labels = "1 label differs" if count == 1 else f"{count} labels differ"
    written = sum(editor.file_state == "written" for editor in editors)
    files, root = "files", "The data root is as it was."
    if written:
        files = "original files"
        were = "1 file was" if written == 1 else f"{written} files were"
        root = f"{were} written into the data root."
    st.markdown(f"**{labels}** from the {files}, in **{games}**. {root}")
    if lines:
        with st.container(height=min(320, 34 + 22 * count + 62 * len(lines))):
            for name, told in list(lines.items())[:_MOST]:
                st.code("\n".join([name, *told]), language="diff", wrap_lines=True)
            if len(lines) > _MOST:
                st.caption(f"and {len(lines) - _MOST} more games; the files have all.")
    open_ = [editor for editor in editors if editor.conflicts]
    if open_:
        names = ", ".join(editor.game.title for editor in open_[:5])
        st.warning(
            escape(f"The label files of {names} changed on disk: say there what to keep, then export."),
            icon=":material/call_split:",
        )
        return
    _files(catalog, changed)
    _into_root(catalog, [editor for editor in editors if editor.edited or editor.file_state == "written"])


def _editors(catalog: Catalog) -> tuple[list[LabelEditor], list[str]]:
    editors, problems = [], []
    for game in labels_cache.edited(catalog):
        try:
            editors.append(labels_cache.editor(catalog, game))
        except UserError as error:
            problems.append(str(error))
    return editors, problems


def _files(catalog: Catalog, changed: list[LabelEditor]) -> None:
    """Downloads, made when they are clicked."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        which = st.segmented_control(
            "Games",
            ("edited", "all"),
            format_func={"edited": "edited games", "all": "all with labels"}.get,
            default="edited",
            required=True,
            key="review_export_games",
        )
        everything = which == "all"
        for label, name, kind, make in (
            ("Label files (zip)", "labels.zip", "application/zip", zip_bytes),
            ("OSL JSON", "labels.osl.json", "application/json", osl_bytes),
        ):
            st.download_button(
                label,
                data=lambda make=make: make(_all(catalog) if everything else changed),
                file_name=name,
                mime=kind,
                key=f"review_{name}",
                on_click="ignore",
                icon=":material/download:",
                disabled=not changed and not everything,
            )


def _all(catalog: Catalog) -> list[LabelEditor]:
    return [labels_cache.editor(catalog, game) for game in catalog.root.games if game.labelled]


def zip_bytes(editors: list[LabelEditor]) -> bytes:
    """A zip of label files."""
    file = BytesIO()
    write_zip(file, editors)
    return file.getvalue()


def osl_bytes(editors: list[LabelEditor]) -> bytes:
    """OSL JSON, version 2."""
    return json_bytes(osl_json(editors))


def _into_root(catalog: Catalog, editors: list[LabelEditor]) -> None:
    """The only way into the data root: what will be written is named, and asked for once more."""
    st.divider()
    for sentence in st.session_state.get(_WRITTEN, ()):
        plain(sentence)
    if not catalog.root.path.is_dir():
        root = escape(str(catalog.root.path))
        st.caption(f"{root} is a zip, which is never written to; take the files along.")
        return
    if not editors:
        return
    files = [editor.root.path / editor.game.name / LABELS_FILE for editor in editors]
    what = "1 label file" if len(files) == 1 else f"{len(files)} label files"
    if not st.checkbox(f"Write {what} into the data root", key="review_into_root"):
        return
    st.markdown(f"These files are replaced; each original is kept beside it as `{ORIGINAL_FILE}`:")
    st.code("\n".join(map(str, files[:_MOST])), language=None, wrap_lines=True)
    if len(files) > _MOST:
        st.caption(f"and {len(files) - _MOST} more")
    st.button(f"Replace {what} now", key="review_write", type="primary", on_click=_write, args=(editors,))


def _write(editors: list[LabelEditor]) -> None:
    said = []
    for editor in editors:
        try:
            said.append(f"Written: {write_into_root(editor)}")
        except UserError as error:
            said.append(f"Not written: {error}")
    st.session_state[_WRITTEN] = tuple(said)
    st.session_state["review_into_root"] = False
