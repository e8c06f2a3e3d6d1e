/** What tcpdump says at its end. */
export interface CaptureCounts {
  /** Packets that it wrote. */
  captured: number;
  /** Packets that the kernel had for it, those that it dropped included. */
  received: number;
  droppedByKernel: number;
  /** null: tcpdump leaves the line out when the interface reports nothing, as `any` does. */
  droppedByInterface: number | null;
}

/** Reads the counts from tcpdump's standard error; null when they are not all there, as after SIGKILL. */
export function parseClosingLines(text: string): CaptureCounts | null {
  const captured = count(text, "captured");
  const received = count(text, "received by filter");
  const droppedByKernel = count(text, "dropped by kernel");
  if (captured === null || received === null || droppedByKernel === null) return null;
  return { captured, received, droppedByKernel, droppedByInterface: count(text, "dropped by interface") };
}

function count(text: string, what: string): number | null {
  const match = new RegExp(`^(\\d+) packets? ${what}\\r?$`, "m").exec(text);
  return match ? Number(match[1]) : null;
}
