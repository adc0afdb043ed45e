SELECT EXISTS (
    SELECT
    FROM catalogues
    WHERE catalogue_id = $1
        AND version = $2
        AND sha256 = $3
)
