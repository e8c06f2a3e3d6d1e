import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { fixture, labOf, serviceOf } from "./lab-of.ts";

const relayAs = (name: string) => fixture("relay", name);

suite("the names in a lab", () => {
  test("let one file run twice under two names, apart from each other", async () => {
    const lab = labOf(await relayAs("relay"), await relayAs("control"));
    assert.notDeepEqual(serviceOf(lab, "relay-client").networks, serviceOf(lab, "control-client").networks);
    assert.deepEqual(Object.keys(lab.entries), ["relay", "control"]);
    assert.equal(lab.networks.length, 7);
  });

  test("let a scenario without services have another name than baseline", async () => {
    const lab = labOf(await fixture("baseline", "plain"));
    assert.deepEqual(
      lab.networks.map(({ name, leg }) => [name, leg]),
      [
        ["endpoints-mqtt", null],
        ["plain-wire", "wire"],
      ],
    );
    assert.deepEqual(lab.expectedPeer, { plain: "198.18.4.18" });
  });

  test("must not be those of two services", async () => {
    const one = await relayAs("a");
    const renamed = one.services.map((service) =>
      service.name === "client" ? { ...service, name: "b-client" } : service,
    );
    const odd = { ...one, services: renamed, entry: {} };
    const other = await relayAs("a-b");
    assert.throws(() => labOf(odd, other), {
      code: "bad-input",
      message: 'two services of this lab would be named "a-b-client"',
    });
  });

  test("must not be those of an endpoint", async () => {
    const mqtt = await relayAs("mqtt");
    assert.throws(() => labOf(mqtt), { message: 'two services of this lab would be named "mqtt-server"' });
  });

  test("must not be those of two volumes", async () => {
    const [one, other] = [await relayAs("a"), await relayAs("a-b")];
    assert.throws(() => labOf({ ...one, volumes: ["b-keys"] }, { ...other, volumes: ["keys"] }), {
      message: 'two volumes of this lab would be named "a-b-keys"',
    });
  });

  test("must not be those of two scenarios", async () => {
    const relay = await relayAs("relay");
    assert.throws(() => labOf(relay, relay), { message: 'two scenarios of this lab would be named "relay"' });
  });

  test("are safe for a scenario of a git reference, and DNS can hold them, but its own name stays", async () => {
    const names = ["relay", "relay@main", "relay@origin/Feature_1", `relay@${"x".repeat(99)}`];
    const lab = labOf(...(await Promise.all(names.map(relayAs))));
    const tunnels = lab.services.filter(({ scenario }) => scenario !== null);
    assert.deepEqual([...new Set(tunnels.map(({ scenario }) => scenario))], names);
    assert.deepEqual(Object.keys(lab.entries), names);
    const written = [...tunnels.map(({ service }) => service), ...lab.networks.map(({ name }) => name)];
    assert.equal(new Set(tunnels.map(({ service }) => service)).size, 8);
    for (const name of written) assert.match(name, /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
    assert.ok(written.includes("relay-at-main-client"));
  });

  test("of a git reference must not be those of another scenario", async () => {
    const [one, other] = [await relayAs("relay@main"), await relayAs("relay-at-main")];
    assert.throws(() => labOf(one, other), {
      code: "bad-input",
      message: 'two services of this lab would be named "relay-at-main-client"',
    });
  });

  test("must fit DNS", async () => {
    const long = await relayAs("relay");
    assert.throws(() => labOf({ ...long, name: "a".repeat(60) }), {
      code: "bad-input",
      message: /is not a name for DNS/,
    });
  });

  test("leave out a network that no service uses", async () => {
    const relay = await relayAs("relay");
    const services = relay.services.map((service) => ({
      ...service,
      legs: service.legs.filter((leg) => leg !== "wire"),
    }));
    const names = labOf({ ...relay, services }).networks.map(({ name }) => name);
    assert.deepEqual(names, ["endpoints-mqtt", "relay-client", "relay-server"]);
  });
});
