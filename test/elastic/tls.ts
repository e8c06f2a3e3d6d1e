import { join } from "node:path";
import { lastLines, runCommand } from "../../harness/lab/process.ts";

/**
 * Makes a private certificate authority and with it a server certificate for 127.0.0.1 and localhost, valid for a week.
 * @returns the file of the CA's certificate; `http.crt` and `http.key` lie beside it
 */
export async function makeCertificates(folder: string): Promise<string> {
  const caFile = join(folder, "ca.crt");
  const caKey = join(folder, "ca.key");
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "7"];
  await openssl([
    "req",
    "-x509",
    ...key,
    "-keyout",
    caKey,
    "-out",
    caFile,
    "-subj",
    "/CN=tunnelbench test CA",
  ]);
  const names = ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
  const leaf = ["-addext", "basicConstraints=critical,CA:FALSE", "-CA", caFile, "-CAkey", caKey];
  const files = ["-keyout", join(folder, "http.key"), "-out", join(folder, "http.crt")];
  await openssl(["req", "-x509", ...key, ...files, "-subj", "/CN=localhost", ...names, ...leaf]);
  return caFile;
}

async function openssl(args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await runCommand("openssl", args, { timeoutMs: 20_000 });
  if (exitCode !== 0) throw new Error(`openssl failed: ${lastLines(stderr, 3).join(" / ")}`);
}
