"""How ``--help`` speaks: the headings, the options and the commands in the terminal's language."""

from __future__ import annotations

from typing import Any

from typer import rich_utils
from typer.core import TyperArgument, TyperCommand, TyperGroup

from kompetenslyft.project.cli.text import _

rich_utils.OPTIONS_PANEL_TITLE = _("Flaggor")
rich_utils.ARGUMENTS_PANEL_TITLE = _("Argument")
rich_utils.COMMANDS_PANEL_TITLE = _("Kommandon")
rich_utils.ERRORS_PANEL_TITLE = _("Fel")
rich_utils.DEFAULT_STRING = _("[förval: {}]")
rich_utils.REQUIRED_LONG_STRING = _("[måste anges]")
rich_utils.ENVVAR_STRING = _("[miljövariabel: {}]")
rich_utils.RICH_HELP = _("Hjälp: [blue]{command_path} {help_option}[/]")


class Command(TyperCommand):
    """A command whose ``--help`` speaks the terminal's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, options_metavar=_("[FLAGGOR]"), **_without(kwargs, "options_metavar"))
        for param in self.params:
            if isinstance(param, TyperArgument) or getattr(param, "is_flag", False):
                param.display_type_rich = _no_type  # type: ignore[method-assign]

    def get_help_option(self, ctx: Any) -> Any:
        return _told(super().get_help_option(ctx))


class Group(TyperGroup):
    """The commands together."""

    def get_help_option(self, ctx: Any) -> Any:
        return _told(super().get_help_option(ctx))


def _told(option: Any) -> Any:
    if option is not None:
        option.help = _("Visa den här hjälpen.")
        option.display_type_rich = _no_type
    return option


def _no_type(ctx: Any) -> None:
    """Nothing is said of the type of a flag, and an argument's name says it."""


def _without(arguments: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in arguments.items() if key != name}
