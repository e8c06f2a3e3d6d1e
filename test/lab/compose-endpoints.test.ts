import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { parseEndpoints } from "../../harness/lab/compose-endpoints.ts";
import { endpoints } from "./lab-of.ts";

suite("the endpoints' file", () => {
  test("has four services with their roles and images", () => {
    assert.deepEqual(
      endpoints.services.map(({ name, role, buildContext }) => [name, role, buildContext]),
      [
        ["generator", "generator", "/lab/services/generator"],
        ["http-server", "service", "/lab/services/http-server"],
        ["mqtt-broker", "broker", "/lab/services/mosquitto"],
        ["mqtt-server", "service", "/lab/services/mqtt-server"],
      ],
    );
    assert.equal(endpoints.buildContexts.length, 4);
  });

  test("is refused with a role that nobody knows, with its line", () => {
    const lines = ["generator", "http-server", "mqtt-broker", "mqtt-server"].map(
      (name) => `  ${name}: {x-bench-role: service, build: .}`,
    );
    const text = `services:\n${lines.join("\n")}\n`.replace("service, build", "guest, build");
    assert.throws(() => parseEndpoints({ file: "e.yaml", text }), {
      code: "bad-input",
      message:
        /^endpoints \(e\.yaml\) line 2: "services\.generator\.x-bench-role" must be one of .*, but is "guest"$/,
    });
  });

  test("is refused when a service is missing", () => {
    assert.throws(() => parseEndpoints({ file: "e.yaml", text: "services: {}\n" }), { code: "bad-input" });
  });
});
