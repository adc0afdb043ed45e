"""Every metric of the HTTP doors, in one place: what it means, and what to do when it is high."""

from shared.runtime.metric_catalogue import MetricCatalogue

CATALOGUE = MetricCatalogue()

REQUESTS = CATALOGUE.histogram(
    "impulswerk_http_request_seconds",
    "Requests by method, template of the route and status, with the seconds until their answer was complete. `route` is "
    "`unknown` where none fits, `cached` for pages and answers that were ready.",
    ["method", "route", "status"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    when_high="Slow: the database (connections in use, its log of slow statements). Status 500: log entry `request.failed`; "
    "503: the database is away or too slow; 429: see the requests shed.",
)

SHED = CATALOGUE.counter(
    "impulswerk_http_requests_shed",
    "Requests refused before any work, with Retry-After, so that nothing hangs; `reason` is the error's code in docs/errors.md.",
    ["reason"],
    when_high="More is asked than this instance can do: look at the connections in use, then add an instance.",
)

PAGE_CACHE = CATALOGUE.counter(
    "impulswerk_page_cache_requests",
    "Requests for pages and public answers: `hit` (sent as they were kept), `unchanged` (304), `miss` (rendered).",
    ["outcome"],
    when_high="Mostly `miss` while nothing changes: more different addresses are asked for than fit into the cache.",
)

PAGE_CACHE_BYTES = CATALOGUE.gauge(
    "impulswerk_page_cache_bytes",
    "Bytes that the kept pages and answers hold.",
    when_high="Nothing: the least recently used ones make room.",
)
