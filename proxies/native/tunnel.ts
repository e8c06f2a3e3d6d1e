import * as net from "node:net";
import * as tls from "node:tls";
import { relay, tie } from "./relay.ts";

/** The only suite and the only key exchange on offer, so that they are known before the first connection. */
export const suite = "TLS_AES_128_GCM_SHA256";
export const keyExchange = "X25519MLKEM768";

/** From the start of a connection until it may carry data, on either side. */
const handshakeTimeoutMs = 10_000;

/** noDelay is off by default in Node; keepalive finds dead peers, because an idle connection may live for ever. */
const socketOptions = {
  allowHalfOpen: true,
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
} as const;

export interface Address {
  host: string;
  port: number;
}

/** PEM texts: the private CA that alone is trusted, and the own certificate with its key. */
export interface Identity {
  ca: string;
  cert: string;
  key: string;
  /** The one name that the peer's certificate must carry. */
  peer: string;
}

/** Is told why a connection was refused or could not be made; never of one that works. */
export type Report = (reason: string) => void;

type Dial = () => net.Socket;
type Listen = (accept: (near: net.Socket) => void) => net.Server;

/** The end beside the client: plain TCP in, mutual TLS out. */
export function clientSide(target: Address, identity: Identity, report: Report): net.Server {
  return forward(listenPlain, dialTls(target, identity), report);
}

/** The end beside the service: mutual TLS in, plain TCP out, dialled only for a peer that has proved its name. */
export function serverSide(target: Address, identity: Identity, report: Report): net.Server {
  return forward(listenTls(identity, report), dialPlain(target), report);
}

/** The same relay without encryption: what a Node process in the way costs by itself. */
export function plainSide(target: Address, report: Report): net.Server {
  return forward(listenPlain, dialPlain(target), report);
}

function forward(listen: Listen, dial: Dial, report: Report): net.Server {
  return listen((near) => {
    const far = dial();
    tie(near, far);
    const fail = (error: Error) => report(reasonOf(error));
    const timer = setTimeout(() => far.destroy(new Error("handshake timeout")), handshakeTimeoutMs);
    far.once("error", fail);
    far.once("close", () => clearTimeout(timer));
    far.once(far instanceof tls.TLSSocket ? "secureConnect" : "connect", () => {
      clearTimeout(timer);
      far.off("error", fail);
      relay(near, far);
    });
  });
}

const listenPlain: Listen = (accept) => net.createServer(socketOptions, accept);

const dialPlain =
  (target: Address): Dial =>
  () =>
    net.connect({ ...socketOptions, ...target });

function listenTls(identity: Identity, report: Report): Listen {
  const options: tls.TlsOptions = {
    ...socketOptions,
    ...contextOptions(identity),
    requestCert: true,
    rejectUnauthorized: true,
    handshakeTimeout: handshakeTimeoutMs,
  };
  return (accept) => {
    const server = tls.createServer(options, (wire) => {
      // A resumed session brings the certificate of its first handshake along: the name is checked every time.
      const problem = nameProblem(wire.getPeerX509Certificate()?.subjectAltName, identity.peer);
      if (problem === undefined) return accept(wire);
      report(problem.message);
      wire.destroy();
    });
    return server.on("tlsClientError", (error, wire) => {
      // A certificate that Node itself refuses shows as a mere hang-up.
      report(wire.authorizationError ? `certificate: ${wire.authorizationError}` : reasonOf(error));
    });
  };
}

function dialTls(target: Address, identity: Identity): Dial {
  let session: Buffer | undefined;
  const options: tls.ConnectionOptions = {
    ...socketOptions,
    ...target,
    // Made once: to read the PEM texts again for every connection would cost more than the handshake.
    secureContext: tls.createSecureContext(contextOptions(identity)),
    rejectUnauthorized: true,
    servername: identity.peer,
    checkServerIdentity: (_host, certificate) => nameProblem(certificate.subjectaltname, identity.peer),
  };
  return () => {
    const wire = tls.connect(session ? { ...options, session } : options);
    return wire.on("session", (latest) => {
      // Resuming skips the check of the name, so it must have been passed before.
      if (wire.authorized) session = latest;
    });
  };
}

function contextOptions({ ca, cert, key }: Identity): tls.SecureContextOptions {
  return { ca, cert, key, minVersion: "TLSv1.3", ciphers: suite, ecdhCurve: keyExchange };
}

/** Stricter than host names on the web: exactly this one name, no wildcard, no common name. */
function nameProblem(subjectAltName: string | undefined, peer: string): Error | undefined {
  if (subjectAltName === `DNS:${peer}`) return undefined;
  return new Error(`peer is not "${peer}" but ${JSON.stringify(subjectAltName ?? "without a name")}`);
}

/** OpenSSL's message is a line of its source, its reason a few words. */
function reasonOf(error: Error & { reason?: string }): string {
  return error.reason ?? error.message;
}
