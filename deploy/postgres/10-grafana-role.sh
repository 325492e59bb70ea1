#!/usr/bin/env bash
# Run once by the Postgres image when it makes the database: a role for Grafana that can read and nothing else.
set -euo pipefail
password=$(cat "$GRAFANA_PASSWORD_FILE")
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$password" \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE grafana LOGIN PASSWORD :'password' CONNECTION LIMIT 20;
GRANT pg_read_all_data TO grafana;
ALTER ROLE grafana SET default_transaction_read_only = on;
ALTER ROLE grafana SET statement_timeout = '30s';
SQL
