-- What a list is narrowed to, $1 to $7, each null where everything fits.
    AND ($1::text IS NULL OR status = $1)
    AND ($2::text IS NULL OR decision = $2)
    AND ($3::text IS NULL OR origin = $3)
    AND ($4::text IS NULL OR field_of_action = $4)
    AND ($5::smallint IS NULL OR goals @> ARRAY[$5])
    AND ($6::date IS NULL OR received_on >= $6)
    AND ($7::date IS NULL OR received_on < $7)
