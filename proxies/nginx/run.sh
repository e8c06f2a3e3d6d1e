# Starts the side $1 (client or server) of the pair.
set -eu
echo "BENCH {\"implementation\":\"$(nginx -v 2>&1 | sed 's|.*nginx/|nginx |')\"}"
exec nginx -c "/opt/tunnel/$1.conf"
