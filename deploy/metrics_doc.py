"""Generates docs/metrics.md: `python -m deploy.metrics_doc` writes it, `--check` fails when it differs.

The tables come from the declarations in shared/messaging/metrics.py and shared/web/metrics.py.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from shared.messaging import metrics as messaging_metrics
from shared.runtime.metric_catalogue import Entry
from shared.web import metrics as web_metrics

FILE = Path(__file__).parents[1] / "docs" / "metrics.md"
SECTIONS = (("Event core", messaging_metrics.CATALOGUE), ("HTTP", web_metrics.CATALOGUE))

HEAD = """# Metrics and traces

<!-- Made by `python -m deploy.metrics_doc` from the declarations of the metrics; edit those, not this file. -->

Every service answers `/metrics` in Prometheus' text format. `deploy/prometheus` holds what Prometheus has to ask and when it
raises an alarm. Beside the metrics below each service tells those of its process (`process_...`, `python_...`). A histogram
`name` is scraped as `name_bucket`, `name_sum` and `name_count`. No label names a person, an impulse or an address that
somebody typed.

## Traces

With `OTEL_EXPORTER_OTLP_ENDPOINT` set (as in `http://collector:4318`; OTLP over HTTP) every service sends its spans there; the
other `OTEL_...` settings of OpenTelemetry (headers, sampler, batch sizes) count, too. Without it no span is recorded.

One change makes one tree, from the HTTP request or the portal's event to the view:

| span | kind | in | parent |
|---|---|---|---|
| `POST /api/ideas/v1/impulses` | server | the service asked | the caller's `traceparent`, else none |
| `command` | internal | the same | the request |
| `publish impulswerk.impulses.v1` | producer | the relay of the same | the request, command or record that caused the fact |
| `process impulswerk.impulses.v1` | consumer | each service that reads it | the same; of a portal's event its `traceparent` |
| `view impulswerk.impulses.v1` | internal | reporting | the record that it shows |

The context travels in the header `traceparent` of every record. A service that records no spans passes it on. A caller who sends
the flag "not sampled" is not recorded. Spans hold the template of the route, the status, topic, partition and offset: no
address, no key, no word that anybody typed, no message of an error.

"""


def metrics_document() -> str:
    """The whole document in Markdown."""
    return HEAD + "\n".join(_section(title, catalogue.entries) for title, catalogue in SECTIONS)


def _section(title: str, entries: Sequence[Entry]) -> str:
    rows = [
        f"| `{each.name}` | {each.kind} | {', '.join(f'`{label}`' for label in each.labels)} "
        f"| {each.meaning} | {each.when_high} |"
        for each in entries
    ]
    head = ["| metric | type | labels | meaning | when it is high |", "|---|---|---|---|---|"]
    return "\n".join([f"## {title}", "", *head, *rows, ""])


def main(arguments: list[str]) -> str | None:
    """Write the document, or with `--check` return what is wrong with it."""
    document = metrics_document()
    if arguments == ["--check"]:
        current = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
        return None if current == document else "docs/metrics.md is out of date: run python -m deploy.metrics_doc"
    FILE.write_text(document, encoding="utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
