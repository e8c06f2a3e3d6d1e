/** A form in which a secret may appear on a wire, by its name in verdict.json. */
export interface Encoding {
  name: string;
  /** Byte patterns that show the secret in this form; any one of them suffices. At least four bytes each. */
  patterns: (secret: Buffer) => Buffer[];
}

/** All forms that are searched for. A secret is 32 random bytes, sent as 64 lower-case hexadecimal digits. */
export const encodings: readonly Encoding[] = [
  { name: "hex", patterns: (secret) => [hexText(secret)] },
  { name: "hex-upper", patterns: (secret) => [Buffer.from(secret.toString("hex").toUpperCase())] },
  { name: "raw", patterns: (secret) => [secret] },
  { name: "base64", patterns: (secret) => base64Patterns(secret, "base64") },
  { name: "base64url", patterns: (secret) => base64Patterns(secret, "base64url") },
  // The digits 0-9a-f never give `+`, `/`, `-` or `_`, so this is base64url of the text as well.
  { name: "base64-of-hex", patterns: (secret) => base64Patterns(hexText(secret), "base64") },
  { name: "utf-16le", patterns: (secret) => [Buffer.from(secret.toString("hex"), "utf16le")] },
];

function hexText(secret: Buffer): Buffer {
  return Buffer.from(secret.toString("hex"));
}

/**
 * The characters of base64 that depend on nothing but `bytes`, whatever stands before and after them: three
 * texts, since 0, 1 or 2 bytes of the first group may belong to what stands before (RFC 4648 §4).
 */
function base64Patterns(bytes: Buffer, alphabet: "base64" | "base64url"): Buffer[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString(alphabet);
    const end = Math.floor(((before + bytes.length) * 8) / 6);
    return Buffer.from(text.slice(Math.ceil((before * 8) / 6), end));
  });
}
