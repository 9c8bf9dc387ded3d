"""The server: documents come and change, and each is linted a moment after its last key."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from doclint import __version__
from doclint.config.files import NAMES
from doclint.lsp.documents import Documents
from doclint.lsp.linting import Bench, Linted
from doclint.lsp.notes import Unread, notes_of
from doclint.lsp.positions import Lines
from doclint.lsp.settings import SECTION, Settings, SettingsError
from doclint.lsp.shown import NAME, address, diagnostics, explanation, hover

EXPLAIN, OPEN = "doclint.explain", "doclint.openPolicy"
"""Commands: say what a rule is about, and open the policy behind it."""
_PATIENCE = 5.0
"""Seconds that a hover waits for the document to be linted, and a document for its settings."""


@dataclass(slots=True)
class _Open:
    """An open document: the work on it, and what was found in which version of its text."""

    version: int = 0
    task: asyncio.Task[None] | None = None
    text: str = ""
    linted: list[Linted | Unread] = field(default_factory=list)


class Server(LanguageServer):
    """A language server for notes. It logs nothing, and tells of a fault its kind alone: both could hold a note."""

    def __init__(self) -> None:
        super().__init__("doclint", __version__)
        self._bench = Bench()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="doclint-lsp")
        self._open: dict[str, _Open] = {}
        self._given: Any = None
        self._told: set[str] = set()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Say that something failed, and nothing of what it was about."""
        kind = type(error.__cause__ or error).__name__
        self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"{NAME}: a fault inside ({kind})"))

    def shutdown(self) -> None:
        """End the work on documents."""
        for document in self._open.values():
            document.version += 1
        self._thread.shutdown(wait=False, cancel_futures=True)
        super().shutdown()  # type: ignore[no-untyped-call]

    def begun(self, params: types.InitializeParams) -> None:
        """The editor introduced itself."""
        self._given = params.initialization_options
        self.protocol._workspace = Documents.like(self.workspace)

    async def watch(self) -> None:
        """Ask the editor to tell of changed settings and configuration files, where it waits to be asked."""
        workspace = self.client_capabilities.workspace
        if workspace is None:
            return
        wanted = []
        if (settings := workspace.did_change_configuration) is not None and settings.dynamic_registration:
            options: Any = {"section": SECTION}
            wanted.append(types.Registration("doclint.settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, options))
        if (files := workspace.did_change_watched_files) is not None and files.dynamic_registration:
            watchers = [types.FileSystemWatcher(f"**/{name}") for name in NAMES]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            wanted.append(types.Registration("doclint.files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
        if wanted:
            with contextlib.suppress(JsonRpcException):
                await self.client_register_capability_async(types.RegistrationParams(wanted))

    def changed(self, uri: str, *, delay: bool = True) -> None:
        """Lint a document, after the pause that the settings ask for."""
        document = self._open.setdefault(uri, _Open())
        document.version += 1
        document.task = asyncio.get_running_loop().create_task(self._lint(uri, document, document.version, delay))

    def closed(self, uri: str) -> None:
        """Forget a document."""
        document = self._open.pop(uri, None)
        if document is not None:
            document.version += 1
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def set(self, given: Any) -> None:
        """The settings changed: everything is linted again."""
        stated = given.get(SECTION, given) if isinstance(given, dict) else None
        if isinstance(stated, dict) and stated.keys() & Settings.model_fields.keys():
            self._given = stated
        self.again()

    def again(self) -> None:
        """Lint everything again, since settings or configuration files have changed."""
        self._told.clear()
        self._thread.submit(self._bench.forget)
        for uri in [*self._open]:
            self.changed(uri, delay=False)

    async def settled(self, uri: str) -> _Open | None:
        """A document of which the present text is linted; None where there is none in time."""
        document = self._open.get(uri)
        if document is None or document.task is None:
            return None
        await asyncio.wait([document.task], timeout=_PATIENCE)
        current = document.text == self.workspace.get_text_document(uri).source
        return document if current and self._open.get(uri) is document else None

    def lines(self, text: str) -> Lines:
        """The lines of a text in the units that the editor counts in."""
        return Lines(text, str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding)))

    async def _lint(self, uri: str, document: _Open, version: int, delay: bool) -> None:
        try:
            settings = await self._settings(uri)
            if delay:
                await asyncio.sleep(settings.delay / 1000)
            if document.version != version:
                return
            source = self.workspace.get_text_document(uri)
            text, number = source.source, source.version

            def work() -> tuple[list[Linted | Unread], list[types.Diagnostic]]:
                notes = [*notes_of(text, language=source.language_id or "", name=PurePosixPath(source.path).name)]
                path = source.path if uri.startswith("file:") else None
                linted = [*self._bench.lint(notes, settings, path, lambda: document.version != version)]
                return linted, diagnostics(linted, self.lines(text), uri)

            linted, shown = await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except SettingsError as error:
            self._tell_once(str(error))
            linted, shown, text, number = [], [], "", None
        except Exception as error:  # what it says may hold a note's text
            self._tell_once(f"a fault inside ({type(error).__name__}); please report it")
            return
        for notice in self._bench.told:
            self._tell_once(notice, types.MessageType.Warning)
        if document.version != version:
            return
        document.text, document.linted = text, linted
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, number))

    async def _settings(self, uri: str) -> Settings:
        """The settings for a document: what the editor answers, else what it gave before. Raises SettingsError."""
        workspace = self.client_capabilities.workspace
        given = self._given
        if workspace is not None and workspace.configuration:
            asked = asyncio.get_running_loop().create_task(self._asked(uri))
            await asyncio.wait([asked], timeout=_PATIENCE)
            given = (asked.result() if asked.done() else None) or given
        return Settings.of(given)

    async def _asked(self, uri: str) -> Any:
        """What the editor answers. It is waited for to its end: pygls fails where an answer comes to no one."""
        asked = types.ConfigurationParams([types.ConfigurationItem(uri, SECTION)])
        with contextlib.suppress(JsonRpcException):
            answer: Sequence[Any] = await self.workspace_configuration_async(asked)
            return answer[0] if answer and isinstance(answer[0], dict) else None
        return None

    def _tell_once(self, message: str, kind: types.MessageType = types.MessageType.Error) -> None:
        if message not in self._told:
            self._told.add(message)
            self.window_show_message(types.ShowMessageParams(kind, f"{NAME}: {message}"))


def create_server() -> Server:
    """A server with all that it answers."""
    silence = logging.getLogger("pygls")  # it would log whole messages, which hold the notes
    silence.handlers[:], silence.propagate = [logging.NullHandler()], False
    server = Server()

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.begun(params)

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        await server.watch()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.changed(params.text_document.uri, delay=False)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: types.DidChangeConfigurationParams) -> None:
        server.set(params.settings)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        server.again()

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        document = await server.settled(params.text_document.uri)
        if document is None:
            return None
        lines = server.lines(document.text)
        asked = server.client_capabilities.text_document
        kinds = (asked.hover.content_format if asked and asked.hover else None) or []
        markdown = types.MarkupKind.Markdown in kinds
        return hover(document.linted, lines.offset(params.position), lines, markdown=markdown)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def actions(params: types.CodeActionParams) -> list[types.Command]:
        rules = dict.fromkeys(str(found.code) for found in params.context.diagnostics if found.source == NAME)
        known = [rule for rule in rules if explanation(rule)]
        explain = [types.Command(f"Explain {rule}", EXPLAIN, arguments=[rule]) for rule in known]
        window = server.client_capabilities.window
        shows = window is not None and window.show_document is not None and window.show_document.support
        policies = [rule for rule in known if shows and address(rule)]
        return explain + [types.Command(f"Open the policy behind {rule}", OPEN, arguments=[rule]) for rule in policies]

    @server.command(EXPLAIN)
    def explain(rule: str) -> None:
        if text := explanation(rule):
            server.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))

    @server.command(OPEN)
    def open_policy(rule: str) -> None:
        if href := address(rule):
            server.window_show_document(types.ShowDocumentParams(href, external=True))

    return server
