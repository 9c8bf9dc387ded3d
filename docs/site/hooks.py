"""Pages of the site that are made from the code when it is built: one a rule, the commands, the picture of the layers."""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

sys.path.insert(0, str(Path(__file__).parent))
import commands
import picture
import rules


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made. The pages of single rules are reached from their list, not from the bar."""
    made = {**rules.pages(), "commands.md": commands.page(), "pictures/architecture.svg": picture.svg()}
    for path, content in made.items():
        file = File.generated(config, path, content=content)
        if path.startswith("rules/") and path != "rules/index.md":
            file.inclusion = InclusionLevel.NOT_IN_NAV
        files.append(file)
    return files
