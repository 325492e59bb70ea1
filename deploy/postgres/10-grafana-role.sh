#!/usr/bin/env bash
# A role for Grafana that can read the views of schema `ops` and nothing else. The Postgres image runs this once, when it
# makes the database; run it again by hand at any time, as after an upgrade, with the same environment and psql's own.
set -euo pipefail
password=$(cat "$GRAFANA_PASSWORD_FILE")
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$password" --set role="${GRAFANA_ROLE:-grafana}" \
  --set database="$POSTGRES_DB" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
-- The node's role owns its database, and makes the views.
SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = current_database() \gset
SELECT format('CREATE ROLE %I LOGIN', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" PASSWORD :'password' CONNECTION LIMIT 20;
ALTER ROLE :"role" SET default_transaction_read_only = on;
ALTER ROLE :"role" SET statement_timeout = '30s';
-- What older releases gave, and what Postgres gives everybody.
REVOKE pg_read_all_data FROM :"role";
REVOKE TEMPORARY ON DATABASE :"database" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- The node makes the views later, and makes them anew when it is upgraded: the rights lie ready for them.
CREATE SCHEMA IF NOT EXISTS ops AUTHORIZATION :"owner";
GRANT USAGE ON SCHEMA ops TO :"role";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA ops GRANT SELECT ON TABLES TO :"role";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA ops GRANT EXECUTE ON FUNCTIONS TO :"role";
GRANT SELECT ON ALL TABLES IN SCHEMA ops TO :"role";
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ops TO :"role";
SQL
