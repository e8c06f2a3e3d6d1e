# Makes the keys, or starts the side $1 (client or server) of the pair.
set -eu

make_keys() {
  umask 077
  client=$(wg genkey)
  server=$(wg genkey)
  cat > /keys/client.conf <<END
[Interface]
PrivateKey = $client
[Peer]
PublicKey = $(echo "$server" | wg pubkey)
Endpoint = server:51820
AllowedIPs = 10.9.0.1/32
END
  cat > /keys/server.conf <<END
[Interface]
PrivateKey = $server
ListenPort = 51820
[Peer]
PublicKey = $(echo "$client" | wg pubkey)
AllowedIPs = 10.9.0.2/32
END
}

# The kernel's WireGuard where there is one. Sets $implementation.
make_interface() {
  if ip link add wg0 type wireguard 2> /dev/null; then
    implementation="WireGuard (kernel $(uname -r | cut -d. -f1-2))"
  else
    # Returns when the interface is there; the daemon ends with the container.
    LOG_LEVEL=error wireguard-go wg0 > /dev/null 2>&1
    implementation=$(wireguard-go --version | sed -n 's/^wireguard-go v\{0,1\}/wireguard-go /p')
  fi
}

case $1 in
  keys) make_keys; exit ;;
  client) own=10.9.0.2 peer=10.9.0.1 ;;
  server) own=10.9.0.1 peer=10.9.0.2 ;;
  *) echo "unknown side \"$1\"" >&2; exit 1 ;;
esac
make_interface
wg setconf wg0 "/keys/$1.conf"
ip address add "$own" peer "$peer" dev wg0
ip link set wg0 up
nginx=$(nginx -v 2>&1 | sed 's|.*nginx/|nginx |')
echo "BENCH {\"implementation\":\"$implementation, $nginx\",\"cipher\":\"ChaCha20-Poly1305\"}"
exec nginx -c "/opt/tunnel/$1.conf"
