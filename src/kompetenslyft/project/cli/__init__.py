"""``kompetenslyft``: what operators and scripts do from a terminal."""

from kompetenslyft.project.cli import comparison_commands, facts_commands, release_commands, staff_commands
from kompetenslyft.project.cli.app import main

__all__ = ["comparison_commands", "facts_commands", "main", "release_commands", "staff_commands"]
