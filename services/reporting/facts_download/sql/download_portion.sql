SELECT content
FROM facts_download_portions
WHERE download = $1
AND number = $2
