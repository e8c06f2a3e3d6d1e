# Makes the key, or starts the side $1 of the pair: server, client (a port for each service) or socks (SOCKS5).
set -eu
method=aes-256-gcm
if [ "$1" = keys ]; then
  umask 077
  # URL-safe, or the programs make a key of their own and log it.
  key=$(head -c 32 /dev/urandom | base64 -w 0 | tr '+/' '-_')
  printf '{"key":"%s","method":"%s","mode":"tcp_only","timeout":3600}\n' "$key" "$method" \
    > /keys/shadowsocks.json
  exit
fi
echo "BENCH {\"implementation\":\"$(ss-server -h | awk '/^shadowsocks-libev/ { print; exit }')\",\"cipher\":\"$method\"}"
# Without --no-delay Nagle's algorithm comes back after the first response.
common="-c /keys/shadowsocks.json --no-delay"
case $1 in
  server)
    exec ss-server $common -s 0.0.0.0 -p 8388
    ;;
  client)
    # One program for each service. No shell stays behind to watch them, it would be charged to the tunnel:
    # the first one ends with the container, that is with the second one.
    ss-tunnel $common -s server -p 8388 -b 0.0.0.0 -l 1883 -L mqtt-broker:1883 &
    exec ss-tunnel $common -s server -p 8388 -b 0.0.0.0 -l 5000 -L http-server:9000
    ;;
  socks)
    exec ss-local $common -s server -p 8388 -b 0.0.0.0 -l 1080
    ;;
esac
echo "unknown side \"$1\"" >&2
exit 1
