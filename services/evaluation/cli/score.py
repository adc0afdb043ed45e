"""`impulswerk score`: a case file in, the exact result or named problems out."""

import json
from pathlib import Path
from typing import Annotated

import typer

from services.evaluation.cli.files import load_catalogue_or_exit, read_text_or_exit, refuse
from services.evaluation.domain.case_input import CaseInputError, parse_case
from services.evaluation.domain.result_json import to_json
from services.evaluation.domain.score import score
from services.evaluation.presentation.explanation import explain

score_app = typer.Typer()


@score_app.command("score")
def score_case(
    case: Annotated[
        str,
        typer.Argument(
            metavar="CASE.json",
            help="Ein Fall mit `ratings` und `ko`, nach einem Einigungsgespräch auch `agreed`; - liest die Standardeingabe.",
        ),
    ],
    catalogue: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Der Kriterienkatalog; ohne Angabe der mitgelieferte der Stadt Ludwigsburg."),
    ] = None,
    explained: Annotated[
        bool, typer.Option("--explain", help="Statt JSON die Rechnung Schritt für Schritt, zum Mitrechnen.")
    ] = False,
) -> None:
    """Das Ergebnis eines Falls nachrechnen: ein JSON-Objekt mit exakten Brüchen, gerundete Werte unter `rounded`."""
    used = load_catalogue_or_exit(catalogue)
    text = read_text_or_exit(case)
    try:
        read = parse_case(text, used)
    except CaseInputError as error:
        refuse(case, error.problems)
    result = score(read, used)
    typer.echo(explain(read, used, result) if explained else json.dumps(to_json(result), indent=2))
