/** /proc/net/route: destination and mask as hexadecimal words in the machine's (little-endian) byte order. */
export function parseRoutes(text: string): { interface: string; subnet: string }[] {
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(/\s+/))
    .map((field) => ({
      interface: field[0] ?? "",
      subnet: `${dottedFromHex(field[1] ?? "")}/${prefixLength(field[7] ?? "")}`,
    }));
}

function dottedFromHex(hex: string): string {
  return [...Buffer.from(hex, "hex")].reverse().join(".");
}

function prefixLength(hexMask: string): number {
  const ones = Number.parseInt(hexMask, 16).toString(2).replaceAll("0", "");
  return ones.length;
}
