"""``kompetenslyft``: what operators and scripts do from a terminal."""

from kompetenslyft.project.cli import release_commands, staff_commands
from kompetenslyft.project.cli.app import main

__all__ = ["main", "release_commands", "staff_commands"]
