"""The command `impulswerk`; each subcommand is imported only when it is called."""

import importlib
import sys
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

# name: (module:attribute that is a typer app, what the command does)
COMMANDS = {
    "up": ("deploy.local.up:app", "Run Impulswerk on this machine, with its own servers."),
    "status": ("deploy.status:app", "Show lag, outbox, parked records and dead letters of each service."),
    "import": ("services.ideas.cli:app", "Import proposals from a CSV file."),
    "score": ("services.evaluation.cli.score:score_app", "Compute the result of an assessment case from a file."),
    "catalogue": (
        "services.evaluation.cli.catalogue:catalogue_app",
        "Validate, compare and activate criteria catalogues.",
    ),
    "routing": ("services.evaluation.cli.routing:routing_app", "Try which evaluators impulses go to."),
    "deadlines": ("services.evaluation.cli.deadlines:deadlines_app", "Try other deadlines on the open cases."),
    "evaluation": ("services.evaluation.cli.deadlines:evaluation_app", "Show what evaluation would send to staff."),
    "case": ("services.evaluation.cli.case:case_app", "Export the whole file of an impulse."),
    "reporting": ("services.reporting.cli:app", "Rebuild what the public pages show."),
    "journal": (
        "deploy.journal:app",
        "Verify the journals, show the keys of their checkpoints, recover after a restore.",
    ),
    "announce": ("deploy.announce:app", "Publish what services know into an empty Kafka cluster again."),
    "dlq": ("deploy.dlq.commands:app", "List, show, replay and discard records that could not be applied."),
    "contracts": ("shared.contracts.cli:app", "Generate and check schemas of all events."),
    "serve": ("deploy.serve:app", "Run one service."),
    "local": ("deploy.local.prepare:app", "Prepare the servers of the laptop mode."),
}


class LazyCommand(TyperCommand):
    """Stands for a subcommand in the list of commands; gives way to the real one when it is called."""

    def __init__(self, name: str, target: str, summary: str) -> None:
        super().__init__(name, help=summary)
        self._target = target

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of the real command, which then runs in the place of this one."""
        return self._load().make_context(info_name, args, parent=parent, **extra)

    def _load(self) -> Any:
        module_name, attribute = self._target.split(":")
        try:
            module = importlib.import_module(module_name)
        except ModuleNotFoundError as error:
            if error.name == "fcntl":
                _fail(f"{self.name} runs on Linux and macOS only; on Windows use the Linux subsystem or containers")
            if error.name is None or not f"{module_name}.".startswith(f"{error.name}."):
                raise
            _fail(f"the command {self.name} is not part of this installation ({error.name} is missing)")
        command = typer.main.get_command(getattr(module, attribute))
        # Typer offers shell completion in each app; it belongs to a program, not to its subcommands.
        command.params = [option for option in command.params if not str(option.name).endswith("_completion")]
        return command


class LazyCommands(TyperGroup):
    """All subcommands, and one place that tells people in one sentence why a command could not do its work."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, (target, summary) in COMMANDS.items():
            self.add_command(LazyCommand(name, target, summary))

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order of the table."""
        return list(COMMANDS)

    def invoke(self, ctx: Any) -> Any:
        """Run the subcommand; a sentence instead of a traceback for what the user can set right."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from deploy.local.errors import LocalError
            from shared.runtime.running import NoRunningSystem

            if not isinstance(error, LocalError | NoRunningSystem):
                raise
            _fail(str(error))


def _fail(sentence: str) -> Any:
    typer.echo(f"impulswerk: {sentence}", err=True)
    raise typer.Exit(1)


app = typer.Typer(
    cls=LazyCommands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Takes up a city's impulses, assesses them, follows their implementation and reports in public.",
)


@app.callback()
def impulswerk() -> None:
    """Takes up a city's impulses, assesses them, follows their implementation and reports in public."""


if __name__ == "__main__":
    sys.exit(app())
