import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { renderCompose } from "../../harness/lab/compose-lab.ts";
import { fixture, labOf, serviceOf } from "./lab-of.ts";

const baseline = await fixture("baseline");
const relay = await fixture("relay");
const keyed = await fixture("keyed");

suite("the lab of several scenarios", () => {
  // Checked by hand with `docker compose config`. To renew: node --test --test-update-snapshots
  test("is one compose file", (t) => {
    const text = renderCompose(labOf(baseline, relay, keyed).document);
    const file = fileURLToPath(new URL("fixtures/lab/resolved.golden.yaml", import.meta.url));
    t.assert.fileSnapshot(text, file, { serializers: [(value) => value] });
  });

  test("reads back as what it was made from, by the older YAML rules too", () => {
    const { document } = labOf(baseline, relay, keyed);
    const text = renderCompose(document);
    assert.deepEqual(parse(text), document);
    assert.deepEqual(parse(text, { version: "1.1" }), document);
  });

  test("has the names of the scenario before everything of a scenario", () => {
    const { document } = labOf(baseline, keyed);
    const keysOf = (part: string) => Object.keys(document[part] as object);
    const services = ["keyed-keys", "keyed-client", "keyed-server", "keyed-watcher"];
    assert.deepEqual(keysOf("services"), [
      "generator",
      "http-server",
      "mqtt-broker",
      "mqtt-server",
      ...services,
    ]);
    const networks = ["baseline-wire", "keyed-client", "keyed-wire", "keyed-server"];
    assert.deepEqual(keysOf("networks"), ["endpoints-mqtt", ...networks]);
    assert.deepEqual(keysOf("volumes"), ["keyed-keys", "keyed-state"]);
    assert.equal(document["name"], "bench-20261121t101500z-a3f9");
  });

  test("gives a pair its short names on each of its networks, and a fixed address", () => {
    assert.deepEqual(serviceOf(labOf(relay), "relay-client").networks, {
      "relay-client": { aliases: ["client"], ipv4_address: "198.18.4.19" },
      "relay-wire": { aliases: ["client"], ipv4_address: "198.18.4.34" },
    });
  });

  test("attaches the endpoints to the outer networks of every pair, and to the wire where there is none", () => {
    const lab = labOf(baseline, relay, keyed);
    const networksOf = (service: string) => Object.keys(serviceOf(lab, service).networks ?? {});
    assert.deepEqual(networksOf("generator"), ["baseline-wire", "relay-client", "keyed-client"]);
    assert.deepEqual(networksOf("http-server"), ["baseline-wire", "relay-server", "keyed-server"]);
    assert.deepEqual(networksOf("mqtt-broker"), ["endpoints-mqtt", ...networksOf("http-server")]);
    assert.deepEqual(networksOf("mqtt-server"), ["endpoints-mqtt"]);
  });

  test("never uses an address twice, nor a network's first", () => {
    const { services, networks } = labOf(baseline, relay, keyed);
    const given = services.flatMap(({ addresses }) => Object.values(addresses));
    assert.equal(new Set(given).size, given.length);
    assert.equal(given.length, 20);
    const gateways = networks.map(({ subnet }) =>
      subnet.replace(/\d+\/28$/, (last) => `${Number.parseInt(last, 10) + 1}`),
    );
    assert.deepEqual(
      given.filter((address) => gateways.includes(address)),
      [],
    );
  });

  test("is closed: all networks are internal and no port is published", () => {
    const { document } = labOf(baseline, relay, keyed);
    for (const network of Object.values(document["networks"] as Record<string, { internal: boolean }>)) {
      assert.equal(network.internal, true);
    }
    for (const service of Object.values(document["services"] as Record<string, object>)) {
      assert.equal("ports" in service, false);
    }
  });

  test("has labels on everything", () => {
    const lab = labOf(relay, keyed);
    const run = { "bench.run": "20261121T101500Z-a3f9", "bench.instance": "2" };
    const networks = lab.document["networks"] as Record<string, { labels: object }>;
    const volumes = lab.document["volumes"] as Record<string, { labels: object }>;
    assert.deepEqual(serviceOf(lab, "mqtt-broker")["labels"], { ...run, "bench.role": "broker" });
    assert.deepEqual(serviceOf(lab, "relay-client")["labels"], {
      ...run,
      "bench.scenario": "relay",
      "bench.role": "tunnel-client",
    });
    assert.deepEqual(networks["endpoints-mqtt"]?.labels, run);
    assert.deepEqual(networks["relay-wire"]?.labels, { ...run, "bench.scenario": "relay" });
    assert.deepEqual(volumes["keyed-keys"]?.labels, { ...run, "bench.scenario": "keyed" });
  });

  test("says where the generator connects", () => {
    assert.deepEqual(labOf(baseline, relay, keyed).entries, {
      baseline: {
        http: { protocol: "tcp", host: "198.18.4.19", port: 9000 },
        mqtt: { protocol: "tcp", host: "198.18.4.20", port: 1883 },
      },
      relay: {
        http: { protocol: "tcp", host: "198.18.4.35", port: 5000 },
        mqtt: { protocol: "tcp", host: "198.18.4.35", port: 1883 },
      },
      keyed: {
        http: {
          protocol: "socks5h",
          host: "198.18.4.83",
          port: 1080,
          socksTarget: { host: "http-server", port: 9000 },
        },
        mqtt: { protocol: "tcp", host: "198.18.4.83", port: 1883 },
      },
    });
  });

  test("says whom the services must see: the tunnel server, or the generator where there is no tunnel", () => {
    const lab = labOf(baseline, relay, keyed);
    assert.deepEqual(lab.expectedPeer, {
      baseline: serviceOf(lab, "generator").networks?.["baseline-wire"]?.ipv4_address,
      relay: serviceOf(lab, "relay-server").networks?.["relay-server"]?.ipv4_address,
      keyed: serviceOf(lab, "keyed-server").networks?.["keyed-server"]?.ipv4_address,
    });
    assert.equal(lab.expectedPeer["baseline"], "198.18.4.18");
  });

  test("lists its networks and services", () => {
    const { networks, services } = labOf(baseline, relay);
    assert.deepEqual(networks.slice(0, 3), [
      { name: "endpoints-mqtt", scenario: null, leg: null, subnet: "198.18.4.0/28" },
      { name: "baseline-wire", scenario: "baseline", leg: "wire", subnet: "198.18.4.16/28" },
      { name: "relay-client", scenario: "relay", leg: "client", subnet: "198.18.4.32/28" },
    ]);
    assert.deepEqual(services.at(-1), {
      service: "relay-server",
      scenario: "relay",
      role: "tunnel-server",
      image: "tunnelbench/relay:1",
      addresses: { "relay-wire": "198.18.4.51", "relay-server": "198.18.4.66" },
    });
  });
});
