import { BenchError } from "./error.ts";

/**
 * Understands the address of a server; a path is taken as the base path of a proxy. `what` names it in errors
 * (`--elasticsearch`). Throws `bad-input`; an address with a password in it is refused and not repeated, because
 * addresses get into histories and process lists.
 */
export function checkUrl(text: string, what: string): URL {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol))
    throw refuse(`${what} must be an address like http://127.0.0.1:9200, but is ${quote(text)}`);
  if (url.username !== "" || url.password !== "")
    throw refuse(
      `${what} must not carry a user or a password`,
      "set BENCH_ELASTICSEARCH_USERNAME and BENCH_ELASTICSEARCH_PASSWORD",
    );
  if (url.search !== "" || url.hash !== "")
    throw refuse(`${what} must be an address without "?" and "#", but is ${quote(text)}`);
  return url;
}

/** The address without a slash at its end: what paths are appended to. */
export function baseUrl(url: URL | string): string {
  return new URL(url).href.replace(/\/+$/, "");
}

/** True where both name the same server and base path; what is no address equals nothing. */
export function sameUrl(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && baseUrl(one) === baseUrl(other);
}

function refuse(message: string, hint = "write http://HOST:PORT or https://HOST:PORT"): BenchError {
  return new BenchError(message, { code: "bad-input", hints: [hint] });
}

/** Whatever stands before an @ may be a password. */
function quote(text: string): string {
  return text.includes("@") ? "something else" : `"${text}"`;
}
