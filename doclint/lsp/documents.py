"""The documents that are open, changed by lines as the protocol counts them."""

from __future__ import annotations

from lsprotocol.types import TextDocumentContentChangeEvent, TextDocumentContentChangePartial
from pygls.workspace import TextDocument, Workspace

from doclint.lsp.positions import Lines


class Document(TextDocument):
    """A document whose lines end at LF, CR LF and CR alone: pygls breaks them at form feeds and the like as well, and
    would change the wrong place.
    """

    def apply_change(self, change: TextDocumentContentChangeEvent) -> None:
        """Apply a change as the editor made it."""
        if not isinstance(change, TextDocumentContentChangePartial):
            self._source = change.text
            return
        text, encoding = self.source, self.position_codec.encoding
        lines = Lines(text, str(getattr(encoding, "value", encoding)))
        start, end = sorted((lines.offset(change.range.start), lines.offset(change.range.end)))
        self._source = text[:start] + change.text + text[end:]


class Documents(Workspace):
    """A workspace of such documents."""

    @classmethod
    def like(cls, given: Workspace) -> Documents:
        """A workspace with the settings of another, in which nothing is open yet."""
        folders = [*given.folders.values()]
        return cls(given.root_uri, workspace_folders=folders, position_encoding=given.position_encoding)

    def _create_text_document(
        self, doc_uri: str, source: str | None = None, version: int | None = None, language_id: str | None = None
    ) -> Document:
        return Document(
            doc_uri, source=source or "", version=version, language_id=language_id, position_codec=self.position_codec
        )
