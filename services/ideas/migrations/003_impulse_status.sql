-- What each topic said about an impulse, for the status page. No foreign key: topics have no common order.
CREATE TABLE impulse_status (
    impulse_id uuid PRIMARY KEY,
    parts jsonb NOT NULL,
    times jsonb NOT NULL
);
