import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseBrokerPeers, parseFacts } from "../../harness/lab/facts.ts";
import { installedPackages } from "../../harness/lab/identity.ts";
import { unframe } from "../../harness/lab/start-lab.ts";

describe("parseFacts", () => {
  it("takes the implementation from the container's own line", () => {
    const log = 'starting\nBENCH {"implementation":"wireguard-go 0.0.20220316"}\nmore\n';
    assert.deepEqual(parseFacts(log), { implementation: "wireguard-go 0.0.20220316", cipher: null });
  });

  it("knows nothing of a container that says nothing, or says it wrongly", () => {
    for (const log of ["", "BENCH {oops", 'BENCH {"implementation":7}']) {
      assert.deepEqual(parseFacts(log), { implementation: null, cipher: null });
    }
  });
});

describe("what a container says of itself", () => {
  it("loses the characters that steer a terminal or begin a line", () => {
    const implementation = "stunnel 5\r\n::error::gone\u001b[2J\u009b1m";
    const log = `BENCH ${JSON.stringify({ implementation })}\n`;
    assert.equal(parseFacts(log).implementation, "stunnel 5 ::error::gone [2J 1m");
  });
});

describe("parseBrokerPeers", () => {
  it("reads the address of each client from Mosquitto's connection messages", () => {
    // as Mosquitto 2.0.11 writes it
    const log =
      "1731926400: New client connected from 198.18.0.35:52110 as 0af1 (p2, c1, k0).\n1731926400: Client x disconnected.\n";
    assert.deepEqual([...parseBrokerPeers(log)], [["0af1", "198.18.0.35"]]);
  });
});

describe("installedPackages", () => {
  it("lists what is installed, not what left its configuration behind", () => {
    const status = `Package: nginx
Status: install ok installed
Version: 1.22.1-9

Package: vim
Status: deinstall ok config-files
Version: 9

Package: apt
Status: install ok installed
Version: 2.6.1
`;
    assert.deepEqual(installedPackages(status), ["apt 2.6.1", "nginx 1.22.1-9"]);
  });
});

describe("unframe", () => {
  it("joins the frames of the engine's log stream and stops at a cut one", () => {
    const frame = (stream: number, text: string) => {
      const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, text.length]);
      return Buffer.concat([header, Buffer.from(text)]);
    };
    const framed = Buffer.concat([frame(1, "one\n"), frame(2, "two\n"), Buffer.from([1, 0, 0])]);
    assert.equal(unframe(framed), "one\ntwo\n");
  });
});
