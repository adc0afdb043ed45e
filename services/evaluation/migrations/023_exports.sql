-- additive
-- Who exported the files of an impulse, when and for whom; nothing of what was exported.
CREATE TABLE exports (
    export_id uuid PRIMARY KEY,
    impulse_id uuid NOT NULL REFERENCES impulses,
    purpose text NOT NULL CHECK (purpose IN ('council', 'inspection', 'archive')),
    exported_by text NOT NULL,
    exported_at timestamptz NOT NULL
);

CREATE INDEX exports_impulse ON exports (impulse_id, exported_at);
