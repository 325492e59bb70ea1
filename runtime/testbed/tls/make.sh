#!/bin/sh
# Makes the certificates of this folder anew (OpenSSL 3); the authorities' keys are thrown away.
set -eu
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -r "$tmp"' EXIT

key() {
  openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"
}

# $1: authority, $2: request, $3: certificate, $4: extensions, $5: how it signs. By openssl ca, which can date back.
sign() {
  : > "$tmp/index"
  printf '[ca]\ndefault_ca=a\n[a]\ndatabase=%s/index\nnew_certs_dir=%s\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' \
    "$tmp" "$tmp" > "$tmp/ca.cnf"
  printf '%b' "$4" > "$tmp/extensions"
  # shellcheck disable=SC2086
  openssl ca -batch -notext -config "$tmp/ca.cnf" -keyfile "$tmp/$1.key" $5 -in "$2" -out "$3" \
    -startdate 20200101000000Z -enddate 21200101000000Z -extfile "$tmp/extensions" 2>/dev/null
}

for authority in ca other-ca; do
  key "$tmp/$authority.key"
  openssl req -new -key "$tmp/$authority.key" -subj "/CN=Anemos test authority ($authority)" -out "$tmp/$authority.csr"
  sign "$authority" "$tmp/$authority.csr" "$authority.pem" 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n' -selfsign
done

for server in server renewed; do
  key "$server.key"
  openssl req -new -key "$server.key" -subj '/CN=localhost' -out "$tmp/$server.csr"
  sign ca "$tmp/$server.csr" "$server.pem" 'basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\n' '-cert ca.pem'
done
