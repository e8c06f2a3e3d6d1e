# Makes the key, or starts the side $1 (client or server) of the pair.
set -eu
if [ "$1" = keys ]; then
  umask 077
  echo "lab:$(openssl rand -hex 32)" > /keys/psk.txt
  exit
fi
echo "BENCH {\"implementation\":\"$(stunnel -version 2>&1 | awk '
  /^stunnel /  { version = $2 }
  /OpenSSL [0-9]/ { openssl = ($1 == "Running") ? $4 : $6 }
  END { printf "stunnel %s (OpenSSL %s)", version, openssl }')\",\"cipher\":\"TLS_AES_128_GCM_SHA256\"}"
exec stunnel "/opt/tunnel/$1.conf"
