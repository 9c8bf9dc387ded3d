"""Configuration: ``doclint.toml`` or ``[tool.doclint]`` of ``pyproject.toml``, the nearest above a note's file.

What is said nearer to the note replaces what is said farther off: a command-line option that of every file, an override
that of its file, a file that of the file which it extends. Lists are replaced whole, tables key by key; ``mandatory``
alone adds up, over all files above the note.
"""

from doclint.config.linters import Linters
from doclint.config.model import FileSettings, Override
from doclint.config.problems import ConfigError
from doclint.config.resolved import Config
from doclint.config.resolver import Resolver

__all__ = ["Config", "ConfigError", "FileSettings", "Linters", "Override", "Resolver"]
