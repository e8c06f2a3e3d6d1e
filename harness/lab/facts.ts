/** What a tunnel container says of itself in one line at its start: `BENCH {"implementation": "…", "cipher": "…"}`. */
export interface ContainerFacts {
  implementation: string | null;
  cipher: string | null;
}

/** Finds the line in a container's log; a container without one, or with a broken one, says nothing. */
export function parseFacts(log: string): ContainerFacts {
  const line = log.split("\n").find((text) => text.startsWith("BENCH {"));
  if (!line) return { implementation: null, cipher: null };
  try {
    const { implementation, cipher } = JSON.parse(line.slice("BENCH ".length)) as Record<string, unknown>;
    return { implementation: textOrNull(implementation), cipher: textOrNull(cipher) };
  } catch {
    return { implementation: null, cipher: null };
  }
}

/** Somebody else's container wrote it: only a short text is taken over, and nothing in it that steers a terminal. */
function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value.replace(/\p{Cc}+/gu, " ").slice(0, 100) : null;
}

/** Address of each MQTT client as the broker saw it, by client id, from Mosquitto's connection messages. */
export function parseBrokerPeers(log: string): Map<string, string> {
  const peers = new Map<string, string>();
  for (const match of log.matchAll(/New client connected from ([^ ]+):\d+ as ([^ ]+) /g))
    peers.set(match[2]!, match[1]!);
  return peers;
}
