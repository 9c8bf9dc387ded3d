"""An editor: a client of the protocol in a thread of its own, with a server as its child."""

from __future__ import annotations

import asyncio
import itertools
import sys
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

_Result = TypeVar("_Result")
WAIT = 60


class Editor:
    """Opens and changes documents; ``diagnostics`` waits for those of a version."""

    def __init__(
        self,
        *,
        encodings: list[str] | None = None,
        given: Any = None,
        answers: Any = None,
        **capabilities: Any,
    ) -> None:
        self._loop = asyncio.new_event_loop()
        self._runs = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._runs.start()
        self._numbers = itertools.count(1)
        self.published: list[types.PublishDiagnosticsParams] = []
        self.messages: list[str] = []
        self.shown: list[types.ShowDocumentParams] = []
        self.registered: list[str] = []
        self.answers = answers
        self.client = LanguageClient("editor", "1")
        self._listen()
        workspace = types.WorkspaceClientCapabilities(
            configuration=answers is not None,
            did_change_configuration=types.DidChangeConfigurationClientCapabilities(dynamic_registration=True),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
        )
        general = types.GeneralClientCapabilities(
            position_encodings=encodings and [types.PositionEncodingKind(e) for e in encodings]
        )
        hover = types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown])
        self.wanted = types.ClientCapabilities(
            general=general,
            workspace=workspace,
            text_document=capabilities.get("text_document", types.TextDocumentClientCapabilities(hover=hover)),
            window=types.WindowClientCapabilities(show_document=types.ShowDocumentClientCapabilities(support=True)),
        )
        self.began = self.run(self._begin(given))

    def _listen(self) -> None:
        client = self.client

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.published.append(params)

        @client.feature(types.WINDOW_SHOW_MESSAGE)
        def message(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)

        @client.feature(types.WINDOW_SHOW_DOCUMENT)
        def show(params: types.ShowDocumentParams) -> types.ShowDocumentResult:
            self.shown.append(params)
            return types.ShowDocumentResult(success=True)

        @client.feature(types.WORKSPACE_CONFIGURATION)
        def configuration(params: types.ConfigurationParams) -> list[Any]:
            return [self.answers for _ in params.items]

        @client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            self.registered += [registration.method for registration in params.registrations]

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(WAIT)

    async def _begin(self, given: Any) -> types.InitializeResult:
        await self.client.start_io(sys.executable, "-m", "doclint", "lsp", "--stdio")
        params = types.InitializeParams(self.wanted, initialization_options=given)
        began = await self.client.initialize_async(params)
        self.client.initialized(types.InitializedParams())
        return began

    async def _soon(self, act: Any) -> None:
        act()

    def open(self, text: str, *, uri: str = "", language: str = "plaintext") -> str:
        uri = uri or f"file:///notes/visit-{next(self._numbers)}.txt"
        item = types.TextDocumentItem(uri, language, 1, text)
        self.run(self._soon(lambda: self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))))
        return uri

    def change(self, uri: str, version: int, *changes: tuple[tuple[int, int], tuple[int, int], str]) -> None:
        """Changes in order: from, to, text; places are lines and code units."""
        made = [
            types.TextDocumentContentChangePartial(types.Range(types.Position(*start), types.Position(*end)), text)
            for start, end, text in changes
        ]
        params = types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(version, uri), made)
        self.run(self._soon(lambda: self.client.text_document_did_change(params)))

    def set(self, settings: Any) -> None:
        params = types.DidChangeConfigurationParams(settings)
        self.run(self._soon(lambda: self.client.workspace_did_change_configuration(params)))

    def tell_of(self, path: Path) -> None:
        """Tell the server that a file changed on disk."""
        event = types.FileEvent(path.as_uri(), types.FileChangeType.Changed)
        params = types.DidChangeWatchedFilesParams([event])
        self.run(self._soon(lambda: self.client.workspace_did_change_watched_files(params)))

    def close(self, uri: str) -> None:
        params = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        self.run(self._soon(lambda: self.client.text_document_did_close(params)))

    def diagnostics(self, uri: str, version: int | None = 1, *, after: int = 0) -> list[types.Diagnostic]:
        """The diagnostics of a version, the first that came behind so many publications."""

        async def wait() -> list[types.Diagnostic]:
            while True:
                for params in self.published[after:]:
                    if (params.uri, params.version) == (uri, version):
                        return list(params.diagnostics)
                await asyncio.sleep(0.02)

        return self.run(asyncio.wait_for(wait(), WAIT))

    def message(self, part: str) -> str:
        async def wait() -> str:
            while True:
                for message in self.messages:
                    if part in message:
                        return message
                await asyncio.sleep(0.02)

        return self.run(asyncio.wait_for(wait(), WAIT))

    def hover(self, uri: str, line: int, character: int) -> types.Hover | None:
        params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
        return self.run(self.client.text_document_hover_async(params))

    def actions(self, uri: str, found: list[types.Diagnostic]) -> list[Any]:
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), found[0].range, types.CodeActionContext(found)
        )
        return list(self.run(self.client.text_document_code_action_async(params)) or [])

    def command(self, name: str, *arguments: Any) -> Any:
        params = types.ExecuteCommandParams(name, list(arguments))
        return self.run(self.client.workspace_execute_command_async(params))

    def end(self) -> tuple[int | None, bytes]:
        """Shut the server down as an editor does: its exit code, and all that it wrote to standard error."""

        async def leave() -> tuple[int | None, bytes]:
            await self.client.shutdown_async(None)
            self.client.exit(None)
            process = self.client._server
            assert process is not None
            code = await asyncio.wait_for(process.wait(), 30)
            assert process.stderr is not None
            written = await process.stderr.read()
            await self.client.stop()
            return code, written

        ended = self.run(leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._runs.join(10)
        self._loop.close()
        return ended
