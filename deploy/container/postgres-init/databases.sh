#!/bin/bash
# Runs once, on an empty volume: a role and a database for each service, which no other service may enter.
# Passwords come from the environment (IDEAS_PASSWORD ...), so that no process list shows them.
set -eu

for service in ideas evaluation implementation reporting; do
    password_of_service="${service^^}_PASSWORD"
    password="${!password_of_service:?}" psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
        --username postgres --dbname postgres --set service="$service" <<'SQL'
\getenv password password
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
SQL
done
