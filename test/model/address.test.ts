import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  addressText,
  chooseNames,
  findMetrics,
  parseAddress,
  resolveAddress,
} from "../../harness/model/address.ts";
import { BenchError } from "../../harness/model/error.ts";
import { metrics } from "../../harness/model/metrics.ts";

const addressesOf = (found: readonly { address: string }[]) => found.map(({ address }) => address);

/** Message and hint of the refusal. */
function refused(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    assert.ok(error instanceof BenchError && error.code === "bad-input", String(error));
    return [error.message, ...error.hints].join(" | ");
  }
  return assert.fail("was not refused");
}

suite("an address", () => {
  test("is a scenario and one of its metrics", () => {
    const { scenario, metrics: own } = parseAddress("native.http.latency.p99");
    assert.equal(scenario, "native");
    assert.deepEqual(addressesOf(own), ["http.latency.p99"]);
  });

  test("exists for every metric, and reads back as it was written", () => {
    for (const metric of metrics) {
      const text = addressText({ scenario: "native@v1.2", metric });
      const { scenario, metrics: own } = parseAddress(text);
      assert.deepEqual([scenario, addressesOf(own)], ["native@v1.2", [metric.address]]);
    }
  });

  test("takes stars for scenarios and for parts of the metric", () => {
    assert.equal(parseAddress("*.mqtt.latency.p50").scenario, "*");
    const { scenario, metrics: own } = parseAddress("native*.http.ratio.p*");
    assert.equal(scenario, "native*");
    assert.deepEqual(addressesOf(own), ["http.ratio.p50", "http.ratio.p95", "http.ratio.p99"]);
    assert.equal(parseAddress("native.*").metrics.length, metrics.length);
  });

  test("with a typing error is refused with the nearest one", () => {
    for (const [text, meant] of [
      ["native.http.latancy.p99", "native.http.latency.p99"],
      ["native.evidance", "native.evidence"],
      ["native@v1.2.http.latency.p98", "native@v1.2.http.latency.p90"],
      ["native.p99", "native.http.latency.p99"],
      ["*.p99", "*.http.latency.p99"],
    ] as const) {
      assert.equal(
        refused(() => parseAddress(text)),
        `no metric "${text}" | did you mean "${meant}"?`,
      );
    }
  });

  test("with nothing near shows what one looks like", () => {
    for (const text of ["", ".", "native", "native.", ".http.latency.p99", "native.zzzzzzzz", "*"]) {
      assert.match(
        refused(() => parseAddress(text)),
        /^no metric ".*" \| an address is <scenario>\.<metric>/,
      );
    }
  });

  test("without a scenario is refused, also where its first part could be one", () => {
    for (const text of ["http.latency.p99", "http.connect.errors", "evidence", "http.latency.*"]) {
      assert.equal(
        refused(() => parseAddress(text)),
        `"${text}" names no scenario | write "<scenario>.${text}", or "*.${text}" for all of them`,
      );
    }
  });
});

suite("a pattern of metrics", () => {
  test("is one address, or all that its stars stand for, in the order of the table", () => {
    assert.deepEqual(addressesOf(findMetrics("evidence")), ["evidence"]);
    assert.deepEqual(addressesOf(findMetrics("*.latency.p50")), ["http.latency.p50", "mqtt.latency.p50"]);
    assert.equal(findMetrics("*").length, metrics.length);
  });

  test("has a star for nothing, too, and two stars for one", () => {
    assert.deepEqual(addressesOf(findMetrics("*evidence*")), ["evidence"]);
    assert.deepEqual(addressesOf(findMetrics("**.latency.p5**0")), ["http.latency.p50", "mqtt.latency.p50"]);
    assert.deepEqual(addressesOf(findMetrics("h*p.l*y.p*99")), ["http.latency.p99", "http.latency.p999"]);
    for (const pattern of ["evidenc", "vidence", "*evidenc", "e*x", "vi*e"])
      assert.throws(() => findMetrics(pattern), BenchError);
  });

  // a regular expression of so many ".*" tries to the end of the universe
  test("of many stars is looked up at once", () => {
    const pattern = `${"*e".repeat(30)}*x*y`;
    assert.throws(() => chooseNames([pattern], [`${"e".repeat(90)}xz`]), BenchError);
  });

  test("of more than 200 characters is refused, and not repeated", () => {
    const long = `${"x.".repeat(100)}y`;
    for (const attempt of [
      () => parseAddress(long),
      () => findMetrics(long),
      () => chooseNames([long], ["native"]),
    ])
      assert.equal(
        refused(attempt),
        'an address of 201 characters: "x.x.x.x.x.x.x.x.x.x.…" | it has at most 200',
      );
    assert.match(
      refused(() => findMetrics(long.slice(1))),
      /^no metric/,
    );
  });

  test("takes a dot for a dot", () => {
    assert.throws(() => findMetrics("httpXlatencyXp99"), BenchError);
    assert.throws(() => findMetrics("http.latency.p9."), BenchError);
  });

  test("with a typing error is refused with the nearest one", () => {
    const told = refused(() => findMetrics("mqtt.latncy.p50"));
    assert.equal(told, 'no metric "mqtt.latncy.p50" | did you mean "mqtt.latency.p50"?');
  });

  test("with a scenario before it is refused with what it is without", () => {
    const told = refused(() => findMetrics("native.http.latency.*"));
    assert.match(told, /\| without the scenario it is "http\.latency\.\*"; scenarios are chosen/);
  });
});

suite("scenarios by name", () => {
  const names = ["baseline", "native", "native@main"];

  test("keep their own order, and come once", () => {
    assert.deepEqual(chooseNames(["native*", "baseline", "native"], names), names);
    assert.deepEqual(chooseNames(["native"], names), ["native"]);
  });

  test("that are not there are refused with the nearest, else with all", () => {
    assert.equal(
      refused(() => chooseNames(["natve"], names)),
      'no scenario "natve" | did you mean "native"?',
    );
    assert.equal(
      refused(() => chooseNames(["baseline", "stunnel*"], names)),
      'no scenario "stunnel*" | there are: baseline, native, native@main',
    );
  });

  test("are found for an address: each with each of its metrics", () => {
    const found = resolveAddress(parseAddress("native*.http.ratio.p5*"), names);
    assert.deepEqual(found.map(addressText), ["native.http.ratio.p50", "native@main.http.ratio.p50"]);
    assert.throws(() => resolveAddress(parseAddress("wireguard.errors"), names), BenchError);
  });
});
