INSERT INTO facts_download_portions (download, number, content)
VALUES ($1, $2, $3)
