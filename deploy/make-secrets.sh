#!/usr/bin/env bash
# Makes what docker-compose.yml needs besides the repository: random secrets, a file of mode 0600 each, a private
# authority with the cloud's certificate, both nodes' MQTT users, and in .env the user that may read all that.
# Run again it makes only what is missing, and the certificate anew when it is about to expire or .env names other hosts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 077
openssl version >/dev/null || {
  echo "openssl is missing: install it, e.g. apt-get install openssl" >&2
  exit 1
}

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

secrets=deploy/secrets
mkdir -p $secrets/cloud-users $secrets/edge-users
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

random() { od -An -vtx1 -N32 /dev/urandom | tr -d ' \n'; }

# From stdin to a draft that is renamed: a run that dies in between leaves no half a secret behind.
put() {
  cat >"$secrets/$1.new"
  mv "$secrets/$1.new" "$secrets/$1"
}

make() {
  if [[ ! -s $secrets/$1 ]]; then random | put "$1"; fi
}

# Adds a user to a node's password file, or gives it the password that lies in secrets now. A line holds
# SHA-512(password, salt), as Mosquitto 1.6 wrote it: 256 random bits need no stretching (`--add-user` does stretch).
user() { # node, name, secret
  local file=$1-users/passwords line salt hash
  make "$3"
  touch "$secrets/$file"
  line=$(awk -F : -v name="$2" '$1 == name' "$secrets/$file")
  # A line of another form is somebody's own choice.
  if [[ $line && $line != *:\$6\$* ]]; then return; fi
  salt=$(cut -d '$' -f 3 <<<"$line")
  if [[ $line && $line == *"\$$(hashed "$3" "$salt")" ]]; then return; fi
  salt=$(head -c 12 /dev/urandom | openssl base64 -A)
  hash=$(hashed "$3" "$salt")
  {
    awk -F : -v name="$2" '$1 != name' "$secrets/$file"
    echo "$2:\$6\$$salt\$$hash"
  } | put "$file"
}

hashed() { # secret, salt
  { cat "$secrets/$1" && openssl base64 -A -d <<<"$2"; } | openssl dgst -sha512 -binary | openssl base64 -A
}

# Signed by an authority of this machine's own, whose key leaves $secrets/authority for nowhere.
certificate() {
  local names ca=$secrets/authority
  mkdir -p $ca
  if [[ ! -s $ca/ca.pem || ! -s $ca/ca.key ]]; then
    printf '[req]\ndistinguished_name=name\nprompt=no\n[name]\nCN=Anemos authority of %s\n[ca]\n%s\n%s\n%s\n' "$(uname -n)" \
      'basicConstraints=critical,CA:TRUE,pathlen:0' 'keyUsage=critical,keyCertSign' 'subjectKeyIdentifier=hash' >"$work/ca.cnf"
    key authority/ca.key
    openssl req -x509 -new -key $ca/ca.key -config "$work/ca.cnf" -extensions ca -days 3650 -out "$work/ca.pem"
    put authority/ca.pem <"$work/ca.pem"
    rm -f $secrets/mqtt_tls_cert
  fi
  if [[ ! -s $secrets/uplink_ca ]]; then put uplink_ca <$ca/ca.pem; fi
  names=$(names)
  if [[ -s $secrets/mqtt_tls_cert && -s $secrets/mqtt_tls_key && $names == "$(cat $ca/names 2>/dev/null)" ]] &&
    openssl x509 -in $secrets/mqtt_tls_cert -noout -checkend $((30 * 86400)) >/dev/null; then
    return
  fi
  rm -f $secrets/mqtt_tls_cert
  key mqtt_tls_key
  printf '[req]\ndistinguished_name=name\nprompt=no\n[name]\nCN=cloud\n' >"$work/server.cnf"
  printf '%s\n' 'basicConstraints=CA:FALSE' 'keyUsage=critical,digitalSignature' 'extendedKeyUsage=serverAuth' \
    "subjectAltName=$names" >"$work/extensions"
  openssl req -new -key $secrets/mqtt_tls_key -config "$work/server.cnf" -out "$work/server.csr"
  openssl x509 -req -in "$work/server.csr" -CA $ca/ca.pem -CAkey $ca/ca.key -set_serial "0x1$(random | cut -c 1-30)" \
    -days 825 -extfile "$work/extensions" -out "$work/server.pem" 2>/dev/null
  put mqtt_tls_cert <"$work/server.pem"
  put authority/names <<<"$names"
}

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 2>/dev/null | put "$1"; }

# What edges may call this cloud: its name in the compose network, this machine, and ANEMOS_CLOUD_NAMES of .env.
names() {
  local name list=DNS:cloud,DNS:localhost,IP:127.0.0.1
  for name in $(setting ANEMOS_CLOUD_NAMES | tr ',' ' '); do
    if [[ $name =~ ^[0-9.]+$ || $name == *:* ]]; then list+=,IP:$name; else list+=,DNS:$name; fi
  done
  echo "$list"
}

for name in api_token edge_api_token influx_password influx_admin_token postgres_password node_postgres_password \
  grafana_password grafana_secret_key grafana_postgres_password; do
  make $name
done
printf 'postgres://anemos:%s@postgres:5432/anemos' "$(<$secrets/node_postgres_password)" | put database_url

edge=$(setting ANEMOS_EDGE)
user cloud device cloud_device_password
user cloud "${edge:-farm1-edge}" uplink_password
user edge device edge_device_password
user edge simulator simulator_password
certificate

chmod -R u=rwX,go= $secrets
if ((EUID == 0)); then chown -R "$uid:$gid" $secrets; fi

remember() {
  if [[ -n $(setting "$1") ]]; then return; fi
  # The last line of a file that somebody wrote may lack its end.
  if [[ -n $(tail -c 1 .env) ]]; then echo >>.env; fi
  echo "$1=$2" >>.env
}
remember ANEMOS_UID "$uid"
remember ANEMOS_GID "$gid"

echo "Secrets are in $secrets, for user $uid:$gid. Next: docker compose --profile demo up --detach"
echo "Grafana: http://127.0.0.1:3000, user admin, password in $secrets/grafana_password"
echo "MQTT: user device, password in $secrets/cloud_device_password (edge_device_password at the edge)"
