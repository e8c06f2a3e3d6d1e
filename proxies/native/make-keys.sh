#!/bin/sh
# Makes a private CA and one certificate for each side in the folder $1. The CA's own key is gone afterwards.
set -eu
umask 077
keys=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# openssl counts its progress on stderr, which is shown only if it fails.
certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 "$@" 2>log || { cat log >&2; exit 1; }
}

certificate -subj '/CN=tunnel CA' -keyout ca.key -out "$keys/ca.pem" \
  -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign

for side in client server; do
  certificate -subj "/CN=$side" -keyout "$keys/$side.key" -out "$keys/$side.pem" -CA "$keys/ca.pem" -CAkey ca.key \
    -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature \
    -addext "subjectAltName=DNS:$side" -addext "extendedKeyUsage=${side}Auth"
done
