#!/usr/bin/env bash
# Run once by the Postgres image when it makes the database: the node's role, owner of its database and of nothing else.
set -euo pipefail
password=$(cat "$NODE_PASSWORD_FILE")
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$password" --set database="$POSTGRES_DB" \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE anemos LOGIN PASSWORD :'password';
ALTER DATABASE :"database" OWNER TO anemos;
SQL
