import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { composeLab } from "../../harness/lab/compose-lab.ts";
import { endpoints, fixture, labOf, serviceOf } from "./lab-of.ts";

const relay = await fixture("relay");
const keyed = await fixture("keyed");

suite("a tunnel's service in the lab", () => {
  const lab = labOf(relay, keyed);

  test("is hardened and limited like all others", () => {
    const { image, build, command, networks, labels, ...rest } = serviceOf(lab, "relay-server");
    assert.deepEqual(rest, {
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      user: "1000:1000",
      restart: "no",
      dns_opt: ["timeout:1", "attempts:1"],
      logging: { driver: "json-file", options: { "max-size": "1m", "max-file": "1" } },
      pull_policy: "never",
      mem_limit: "1g",
      pids_limit: 256,
    });
  });

  test("runs the image that was built, and keeps what it was built from", () => {
    const { image, build } = serviceOf(lab, "relay-client");
    assert.deepEqual([image, build], ["tunnelbench/relay:1", { context: "/lab/proxies/relay" }]);
  });

  test("with build arguments is another image than the one without", () => {
    assert.equal(serviceOf(lab, "keyed-client").image, "tunnelbench/keyed:1");
    const { image, build } = serviceOf(lab, "keyed-server");
    assert.equal(image, "tunnelbench/keyed:with-dockerfile");
    assert.deepEqual(build, {
      context: "/lab/proxies/keyed",
      dockerfile: "Dockerfile.server",
      args: { FLAVOUR: "server" },
    });
  });

  test("runs the image that it names", () => {
    const { image, build } = serviceOf(lab, "keyed-watcher");
    assert.deepEqual([image, build], ["example/watcher:1", undefined]);
  });

  test("waits for the keys, and for what its file says", () => {
    assert.deepEqual(serviceOf(lab, "keyed-client")["depends_on"], {
      "keyed-keys": { condition: "service_completed_successfully" },
      "keyed-server": { condition: "service_started" },
      "keyed-watcher": { condition: "service_started" },
    });
    assert.deepEqual(Object.keys(serviceOf(lab, "keyed-watcher")["depends_on"] as object), [
      "keyed-keys",
      "keyed-server",
    ]);
    assert.equal(serviceOf(lab, "keyed-keys")["depends_on"], undefined);
  });

  test("can write the keys' volume only if it makes them", () => {
    assert.deepEqual(serviceOf(lab, "keyed-keys")["volumes"], ["keyed-keys:/keys"]);
    assert.deepEqual(serviceOf(lab, "keyed-client")["volumes"], [
      "keyed-keys:/keys:ro",
      "keyed-state:/state",
    ]);
    assert.deepEqual(serviceOf(lab, "keyed-server")["volumes"], ["keyed-keys:/keys:ro"]);
  });

  test("keeps its user, capability and device", () => {
    const { user, cap_add, cap_drop, devices } = serviceOf(lab, "keyed-client");
    assert.deepEqual([user, cap_add, cap_drop, devices], ["0:0", ["NET_ADMIN"], ["ALL"], ["/dev/net/tun"]]);
  });

  test("without a network has none, and not Compose's default one", () => {
    const { networks, network_mode } = serviceOf(lab, "keyed-keys");
    assert.deepEqual([networks, network_mode], [undefined, "none"]);
  });

  test("is refused when its image was not built", () => {
    const plan = { runId: "r", instance: 1, block: "198.18.0.0/22", scenarios: [relay], images: {} };
    assert.throws(() => composeLab({ ...plan, endpoints: { services: [] } }), {
      code: "bad-input",
      message: 'no image was built for the service "client" from /lab/proxies/relay',
    });
  });

  test("may be built in a folder whose name Compose would take for a variable", () => {
    const services = relay.services.map((service) => ({ ...service, buildContext: "/lab/$HOME" }));
    assert.deepEqual(serviceOf(labOf({ ...relay, services }), "relay-client")["build"], {
      context: "/lab/$$HOME",
    });
  });
});

suite("an endpoint in the lab", () => {
  test("is the same whatever the scenarios are, but for its networks", () => {
    for (const { name } of endpoints.services) {
      const { networks: some, ...one } = serviceOf(labOf(relay), name);
      const { networks: more, ...other } = serviceOf(labOf(relay, keyed), name);
      assert.deepEqual(one, other);
    }
  });

  test("that carries secrets on its output keeps no log", () => {
    for (const name of ["generator", "mqtt-server"]) {
      const { logging, stdin_open } = serviceOf(labOf(relay), name);
      assert.deepEqual([logging, stdin_open], [{ driver: "none" }, true]);
    }
  });

  test("is hardened like the tunnels", () => {
    for (const { name } of endpoints.services) {
      const { cap_drop, security_opt, user, read_only, init, pids_limit } = serviceOf(labOf(relay), name);
      assert.deepEqual([cap_drop, security_opt, user], [["ALL"], ["no-new-privileges:true"], "1000:1000"]);
      assert.deepEqual([read_only, init, pids_limit], [true, false, 256]);
    }
  });
});
