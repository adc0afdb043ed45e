SELECT NOT EXISTS (
    SELECT
    FROM facts_downloads
    WHERE made_at > clock_timestamp() - $1::interval
)
