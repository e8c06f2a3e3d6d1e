import { BenchError } from "../model/error.ts";

/** No answer, but there may be one later: the server is starting, or restarting. */
export class Unreachable extends BenchError {}

/** Codes of Node and axios that a server which is just starting gives. */
const passing = new Map([
  ["ECONNREFUSED", "connection refused"],
  ["ECONNRESET", "connection closed without an answer"],
  ["EPIPE", "connection closed without an answer"],
  ["ECONNABORTED", "no answer in time"],
  ["ETIMEDOUT", "no answer in time"],
]);

/** Codes of OpenSSL and Node for a certificate that does not lead to a trusted authority. */
const untrusted = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
]);

/** Words the failure of a request that got no answer. */
export function unreachable(url: string, error: { code?: string | undefined; message: string }): BenchError {
  const { code = "", message } = error;
  const reason = passing.get(code);
  if (reason !== undefined)
    return new Unreachable(`nothing answers at "${url}": ${reason}`, {
      code: "environment",
      hints: ['start it, for example with "bench elastic up", or give its address with --url'],
    });
  return new BenchError(`cannot speak to "${url}": ${message}`, {
    code: "environment",
    hints: [hintFor(code)],
  });
}

function hintFor(code: string): string {
  if (untrusted.has(code))
    return "set BENCH_ELASTICSEARCH_CA to the PEM file of the authority that signed its certificate";
  if (code === "CERT_HAS_EXPIRED") return "renew the server's certificate";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "use the name that stands in the server's certificate";
  if (code === "EPROTO") return "the server may speak plain HTTP there: write http:// instead of https://";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "look at the name in the address";
  return "look at the address";
}
