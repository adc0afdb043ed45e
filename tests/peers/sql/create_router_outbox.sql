-- As the event router expects it by default, with a column more for every header.
CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    aggregatetype text NOT NULL,
    aggregateid text NOT NULL,
    type text NOT NULL,
    payload text NOT NULL,
    ce_specversion text NOT NULL,
    ce_source text NOT NULL,
    ce_time text NOT NULL,
    ce_dataschema text NOT NULL,
    ce_partitionkey text NOT NULL,
    content_type text NOT NULL,
    ce_sequence text NOT NULL
);

CREATE PUBLICATION peers
FOR TABLE outbox
WITH (publish = 'insert')
