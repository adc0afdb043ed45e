-- Everything that was suggested, as it came in. What left for other services stands in `texts`.
CREATE TABLE impulses (
    id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE,
    state text NOT NULL CHECK (state IN ('screening', 'released', 'inadmissible')),
    origin text NOT NULL,
    channel text NOT NULL,
    visibility text NOT NULL,
    title text NOT NULL CHECK (title <> ''),
    text text NOT NULL CHECK (text <> '' OR channel = 'import'),
    place text,
    field_of_action text,
    received_on date NOT NULL,
    received_at timestamptz NOT NULL,
    has_contact boolean NOT NULL,
    source text,
    reference text,
    source_url text,
    licence text,
    code_lookup bytea UNIQUE,
    -- A portal's event or a row of an import becomes one impulse, however often it comes.
    UNIQUE (channel, source, reference),
    CHECK ((source IS NULL) = (reference IS NULL))
);

-- The screening desk reads its queue in the order of arrival; ids are in that order.
CREATE INDEX impulses_state ON impulses (state, id);

-- What the coordinators decided when they released an impulse.
CREATE TABLE releases (
    impulse_id uuid PRIMARY KEY REFERENCES impulses (id),
    text_id uuid NOT NULL,
    text_version integer NOT NULL,
    case_sheet_id uuid NOT NULL,
    case_sheet_version integer NOT NULL,
    field_of_action text,
    strategic_goals smallint[] NOT NULL,
    unit text,
    track text NOT NULL,
    track_reason text NOT NULL,
    profile text,
    released_at timestamptz NOT NULL
);

-- Why an impulse cannot be taken up; the public reason is the text.
CREATE TABLE refusals (
    impulse_id uuid PRIMARY KEY REFERENCES impulses (id),
    text_id uuid NOT NULL,
    text_version integer NOT NULL,
    refused_at timestamptz NOT NULL
);
