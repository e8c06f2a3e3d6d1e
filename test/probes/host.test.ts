import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { parsePressure, parseSwapIn, readHost } from "../../harness/probes/host.ts";
import { KeptFile, openIfThere } from "../../harness/probes/kept-file.ts";
import { prepareSubject, takeSnapshot } from "../../harness/probes/snapshot.ts";

describe("parsePressure", () => {
  it("takes the total of `some`, in microseconds, as the kernel's psi.rst shows it", () => {
    const text = `some avg10=0.22 avg60=0.17 avg300=1.11 total=58761459
full avg10=0.23 avg60=0.16 avg300=1.08 total=58253411
`;
    assert.equal(parsePressure(text), 58_761_459_000);
  });

  it("is null where the kernel keeps no pressure", () => {
    assert.equal(parsePressure(undefined), null);
  });
});

describe("parseSwapIn", () => {
  it("takes pswpin and not what only ends or begins like it", () => {
    assert.equal(parseSwapIn("pgpgin 5\npswpin 17\npswpin_zero 3\npswpout 9\n"), 17);
    assert.equal(parseSwapIn("pgpgin 5\n"), null);
  });
});

describe("readHost", () => {
  it("pairs wall clock and monotonic clock, and does not run backwards", () => {
    const earliestUs = Date.now() * 1_000;
    const [first, second] = [readHost(() => 41), readHost(() => 42)];
    assert.deepEqual([first.wallClockAtNs, second.wallClockAtNs], [41, 42]);
    assert.ok(first.wallClockUs! > earliestUs && first.wallClockUs! < Date.now() * 1_000 + 1_000);
    assert.ok(second.userNs >= first.userNs && second.idleNs >= first.idleNs);
    assert.ok(first.memoryAvailableBytes > 0 && first.swapInPages! >= 0);
  });
});

describe("KeptFile", () => {
  const folder = mkdtempSync(join(tmpdir(), "kept-"));
  after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "counters");

  for (const length of [0, 1, 2_047, 2_048, 4_096, 65_535, 65_536, 70_000, 200_000]) {
    it(`reads a text of ${length} bytes whole, and again when it has changed`, () => {
      const text = "0123456789".repeat(20_000).slice(0, length);
      writeFileSync(path, text);
      using file = new KeptFile(path);
      assert.equal(file.read(), text);
      writeFileSync(path, "1 2\n");
      assert.equal(file.read(), "1 2\n");
    });
  }

  it("is null for a file that is not there, and throws for what is none", () => {
    assert.equal(openIfThere(join(folder, "absent")), null);
    assert.throws(() => openIfThere("a\0b"), /null bytes/);
  });
});

describe("takeSnapshot", () => {
  it("reads a process of this machine with its namespace, and leaves out one whose accounts are gone", () => {
    using subject = prepareSubject({
      ...{ container: "self", scenario: null, role: "service", attached: [] },
      pid: process.pid,
    });
    const gone = {
      ...subject,
      container: "gone",
      cgroup: {
        grab() {
          throw Object.assign(new Error("no such device"), { code: "ENODEV" });
        },
        [Symbol.dispose]() {},
      },
    };
    let clock = 0;
    const lines = takeSnapshot({ phase: "p", edge: "end", instance: 0 }, [subject, gone], () => clock++);
    assert.deepEqual(
      lines.map((line) => (line.subject === "container" ? line.container : line.subject)),
      ["host", "harness", "self"],
    );
    const [, , own] = lines;
    assert.ok(own?.subject === "container" && own.cpuNs > 0 && own.memoryBytes > 0);
    assert.ok(own.network!.protocol["Tcp.OutSegs"]! >= 0);
  });
});
