#!/usr/bin/env bash
# Makes what docker-compose.yml needs besides the repository: random secrets, a file of mode 0600 each, under
# deploy/secrets, and in .env the user that may read them. Run again it makes only what is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 077

# The user of an earlier run, or who runs this. Root (sudo) makes them for a user without rights: Postgres refuses
# root, and the others need not have it.
touch .env
setting() { sed -n "s/^$1=//p" .env | tail -n 1; }
uid=$(setting ANEMOS_UID)
gid=$(setting ANEMOS_GID)
if ((EUID == 0)); then
  uid=${uid:-10001}
  gid=${gid:-10001}
else
  uid=${uid:-$(id -u)}
  gid=${gid:-$(id -g)}
fi
if ((EUID != 0 && EUID != uid)); then
  echo "the secrets belong to user $uid (.env): run this as that user or with sudo" >&2
  exit 1
fi

random() { od -An -vtx1 -N32 /dev/urandom | tr -d ' \n'; }

# A draft that is renamed: a run that dies in between leaves no half a secret behind.
write() {
  printf '%s' "$2" >"deploy/secrets/$1.new"
  mv "deploy/secrets/$1.new" "deploy/secrets/$1"
}

mkdir -p deploy/secrets
for name in api_token influx_password influx_token postgres_password grafana_password grafana_secret_key \
  grafana_postgres_password; do
  if [[ ! -s deploy/secrets/$name ]]; then write "$name" "$(random)"; fi
done
write database_url "postgres://anemos:$(<deploy/secrets/postgres_password)@postgres:5432/anemos"

chmod 700 deploy/secrets
chmod 600 deploy/secrets/*
if ((EUID == 0)); then chown -R "$uid:$gid" deploy/secrets; fi

remember() {
  if [[ -n $(setting "$1") ]]; then return; fi
  # The last line of a file that somebody wrote may lack its end.
  if [[ -n $(tail -c 1 .env) ]]; then echo >>.env; fi
  echo "$1=$2" >>.env
}
remember ANEMOS_UID "$uid"
remember ANEMOS_GID "$gid"

echo "Secrets are in deploy/secrets, for user $uid:$gid. Next: docker compose up --build --detach"
echo "Grafana: http://127.0.0.1:3000, user admin, password in deploy/secrets/grafana_password"
echo "MQTT users, once the node runs: docker compose exec anemos cat /data/mqtt-credentials"
