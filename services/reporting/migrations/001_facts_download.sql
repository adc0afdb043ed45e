-- additive
-- The public download of facts as it is served: the newest one, and the one before for whoever is still fetching it.
-- Not in the schema of the views: those are thrown away with every new version, and this takes long to make.
CREATE TABLE facts_downloads (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    impulses bigint NOT NULL,
    facts bigint NOT NULL,
    bytes bigint NOT NULL,
    sha256 text NOT NULL
);

-- Its content, gzip, in portions of about 1 MB counted from 0.
CREATE TABLE facts_download_portions (
    download bigint NOT NULL REFERENCES facts_downloads ON DELETE CASCADE,
    number integer NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (download, number)
);
ALTER TABLE facts_download_portions ALTER COLUMN content SET STORAGE EXTERNAL;

-- Every impulse that it names: when one of them is no longer public, the file is taken away.
CREATE TABLE facts_download_impulses (
    download bigint NOT NULL REFERENCES facts_downloads ON DELETE CASCADE,
    impulse_id uuid NOT NULL,
    PRIMARY KEY (download, impulse_id)
);
