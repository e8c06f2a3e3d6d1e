import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { parseOptions } from "../../../proxies/fault-relay/options.ts";
import { mainFile } from "./relay-process.ts";

test("a command line becomes routes and knobs", () => {
  const options = parseOptions([
    "--delay",
    "uniform:0:10",
    "--stall-ms=1.5",
    "--stall-every-ms",
    "10",
    "http:5000=server:9000",
  ]);
  assert.deepEqual(options, {
    routes: [{ protocol: "http", port: 5_000, target: { host: "server", port: 9_000 } }],
    delay: { name: "uniform", fromMs: 0, toMs: 10 },
    "stall-ms": 1.5,
    "stall-every-ms": 10,
    nagle: false,
    seed: "tunnelbench",
  });
});

const refusals: [string, RegExp][] = [
  ["", /no route is given/],
  ["--reset-evry 5 http:1=h:2", /reset-evry/],
  ["udp:1=h:2", /bad route "udp:1=h:2"/],
  ["http:1=h", /bad route "http:1=h"/],
  ["--delay-ms=-1 http:1=h:2", /--delay-ms must be a number of at least 0, but is "-1"/],
  ["--delay-ms= http:1=h:2", /--delay-ms must be a number/],
  ["--reset-every 0 http:1=h:2", /--reset-every must be a whole number of at least 1, but is "0"/],
  ["--reset-every 1.5 http:1=h:2", /--reset-every must be a whole number/],
  ["--delay normal:5 http:1=h:2", /--delay must be exponential:MEAN or uniform:FROM:TO, but is "normal:5"/],
  ["--delay exponential:0 http:1=h:2", /--delay must be/],
  ["--delay uniform:5:5 http:1=h:2", /--delay must be/],
  ["--delay uniform:1:2 --delay-ms 1 http:1=h:2", /--delay and --delay-ms exclude/],
  ["--delay uniform:1:2 --serial-ms 1 http:1=h:2", /--delay and --serial-ms exclude/],
  ["--stall-ms 1 http:1=h:2", /--stall-ms and --stall-every-ms need each other/],
  ["--stall-ms 10 --stall-every-ms 10 http:1=h:2", /--stall-ms must be less/],
  ["--drop-random 1.1 http:1=h:2", /--drop-random must be at most 1/],
  ["--burst-bytes 5 http:1=h:2", /--burst-bytes needs --rate-bytes/],
  ["--reset-every 5 --status-every 5 http:1=h:2", /only one of/],
  ["--corrupt-every 5 mqtt:1=h:2", /--corrupt-every needs an http route/],
  ["--publish-drop-every 5 http:1=h:2", /--publish-drop-every needs an mqtt route/],
  ["--burn-ms 5 tcp:1=h:2", /--burn-ms needs an http or mqtt route/],
];
for (const [line, message] of refusals) {
  test(`"${line}" is refused`, () => {
    assert.throws(() => parseOptions(line.split(" ").filter(Boolean)), { message });
  });
}

test("a wrong command line ends the process with status 2 and the usage, all problems at once", () => {
  const args = [mainFile, "--stall-ms", "1", "--publish-drop-every", "2", "tcp:1=h:2"];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.equal(status, 2);
  assert.match(stderr, /need each other\n--publish-drop-every needs an mqtt route\nusage: main\.ts/);
});
