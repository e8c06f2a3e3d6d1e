import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { Measurements } from "../../harness/analysis/measurements.ts";
import { collectStudyMessages } from "../../harness/analysis/study-messages.ts";
import { judgeShift } from "../../harness/analysis/study-orderings.ts";
import { pairedShift, welchShift } from "../../harness/analysis/study-shift.ts";
import type { StudyOrdering } from "../../harness/model/summary.ts";
import { tInterval } from "../../harness/stats/t-interval.ts";
import { type OneWay, studyRun } from "./study-run.ts";

const lower = [412, 418, 409, 431, 415, 422];
const higher = [455, 467, 449, 470, 452, 481];
const slow = [640, 702, 655, 690, 661, 675, 699];

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-6 * Math.abs(expected), `${actual} is not ${expected}`);
}

test("the paired shift is SciPy's", () => {
  // scipy 1.17.1: ttest_rel(higher, lower).confidence_interval()
  const estimate = pairedShift({ lower, higher })!;
  const { low, high } = tInterval(estimate);
  near(estimate.mean, 44.5);
  near(low, 35.85249749817461);
  near(high, 53.14750250182539);
});

test("the unpaired shift is SciPy's Welch test", () => {
  // scipy 1.17.1: ttest_ind(slow, lower, equal_var=False).confidence_interval()
  const estimate = welchShift({ lower, higher: slow })!;
  const { low, high } = tInterval(estimate);
  near(estimate.mean, 256.73809523809524);
  near(estimate.degreesOfFreedom, 7.508142960209885);
  near(low, 234.59515132884104);
  near(high, 278.88103914734944);
});

test("what one instance cannot show is added to the variance, not to the degrees of freedom", () => {
  const plain = welchShift({ lower, higher: slow })!;
  const wider = welchShift({ lower, higher: slow }, 400)!;
  near(wider.standardError ** 2, plain.standardError ** 2 + 400);
  assert.equal(wider.degreesOfFreedom, plain.degreesOfFreedom);
});

/** Five messages a block around each of the medians. */
function messages(medians: readonly number[], phase = "i0-study") {
  return {
    blocks: new Map(
      medians.map((median, block) => [
        `${phase}/${block}`,
        [-90, -20, 0, 30, 4000].map((off) => median + off),
      ]),
    ),
  };
}

test("blocks of one phase are paired by their medians, those of two phases are not", () => {
  const paired = judgeShift(messages(lower), messages(higher), 0);
  near(paired.shiftUs!.low!, 35.85249749817461);
  assert.equal(paired.verdict, "found again");
  const apart = judgeShift(messages(lower, "i0-study-baseline"), messages(slow, "i0-study-stunnel"), 0);
  near(apart.shiftUs!.low!, 234.59515132884104);
});

test("the other way round is reversed", () => {
  assert.equal(judgeShift(messages(higher), messages(lower), 0).verdict, "reversed");
});

test("a difference smaller than two instances of the same thing may have is undecided", () => {
  // 10 µs of 1 ms at every block: sure within this instance, but 3 % between instances are 30 µs.
  const base = [1000, 1001, 999, 1002, 998, 1000];
  const more = [1010, 1012, 1008, 1012, 1007, 1011];
  assert.equal(judgeShift(messages(base), messages(more), 0).verdict, "found again");
  const { verdict, reason, shiftUs } = judgeShift(messages(base), messages(more));
  assert.equal(verdict, "undecided");
  // scipy 1.17.1: (t.ppf(.975, 5) + t.ppf(.8, 5)) * sqrt(sem([10, 11, 9, 10, 9, 11])**2 + (.03 * 1010)**2) = 105.758
  assert.equal(reason, "could have seen 106 µs");
  assert.ok(shiftUs!.low! < 0 && shiftUs!.high! > 0);
});

test("without two complete blocks, or where most of a block never came, nothing is decided", () => {
  assert.match(judgeShift(messages([400]), messages([500])).reason!, /fewer than two complete blocks/);
  const lost = {
    blocks: new Map([
      ["i0-study/0", [500, Infinity, Infinity]],
      ["i0-study/1", [500, 500, 500]],
    ]),
  };
  const { verdict, reason, shiftUs } = judgeShift(messages([400, 400]), lost);
  assert.deepEqual([verdict, shiftUs], ["undecided", null]);
  assert.match(reason!, /never came/);
});

/** Its median, ± 400 µs from block to block for all alike, and a stall of 1 s every 15th message. */
function around(medians: Record<string, number>): OneWay {
  return (scenario, workload, index) => {
    if (scenario.startsWith("shadowsocks") && workload === "mqtt") return undefined;
    if (index % 15 === 7) return 1_000_000;
    const drift = Math.floor(index / 15) % 2 === 0 ? -400 : 400;
    return medians[scenario]! + drift + ((index * 7) % 15);
  };
}

const all = ["baseline", "shadowsocks-socks5", "wireguard", "stunnel"];
const medians = {
  ...{ baseline: 1000, "shadowsocks-socks5": 1300, shadowsocks: 1400, wireguard: 1310, stunnel: 900 },
};

function orderingsOf(scenarios: readonly string[], isConcurrent: boolean): StudyOrdering[] {
  return analyse(studyRun({ scenarios, oneWayUs: around(medians), isConcurrent })).study!.orderings;
}

function words(orderings: readonly StudyOrdering[]): string[] {
  return orderings.map(
    ({ workload, lower: low, higher: high, verdict }) => `${workload} ${low} < ${high}: ${verdict}`,
  );
}

test("all five neighbouring pairs of the study are judged, in its order", () => {
  assert.deepEqual(words(orderingsOf(all, true)), [
    "http baseline < shadowsocks-socks5: found again",
    "http shadowsocks-socks5 < wireguard: undecided",
    "http wireguard < stunnel: reversed",
    "mqtt baseline < stunnel: reversed",
    "mqtt stunnel < wireguard: found again",
  ]);
});

test("the study's own figures stand beside", () => {
  const figures = orderingsOf(all, true).map(({ studyLowerMs, studyHigherMs }) => [
    studyLowerMs,
    studyHigherMs,
  ]);
  assert.deepEqual(figures, [
    [9.326, 9.679],
    [9.679, 10.81],
    [10.81, 16.943],
    [1.832, 3.184],
    [3.184, 4.002],
  ]);
});

test("what all scenarios have in common cancels where they ran at once, and stays where they took turns", () => {
  const width = ({ shiftUs }: StudyOrdering) => shiftUs!.high! - shiftUs!.low!;
  const [atOnce, inTurn] = [orderingsOf(all, true)[0]!, orderingsOf(all, false)[0]!];
  assert.equal(atOnce.shiftUs!.value, 300);
  assert.equal(inTurn.shiftUs!.value, 300);
  // ± 400 µs by turns: the standard deviation of 30 values is 400 √(30/29), twice over √30 in Welch's error.
  const common = 2 * 0.03 * 1307; // and both are widened by 3 % of the level
  assert.ok(width(atOnce) < 2.1 * common);
  assert.ok(width(inTurn) > 2 * 2 * Math.sqrt((2 * 400 ** 2) / 29));
});

test("blocks are complete: 3.6 minutes have seven of 30 seconds, and what is left over is not judged", () => {
  const stored = studyRun({
    ...{ scenarios: ["baseline"], oneWayUs: () => 500 },
    minutes: 5,
    windowMinutes: 3.6,
  });
  const messages = collectStudyMessages(new Measurements(stored), "baseline", "http")!;
  assert.deepEqual(
    [...messages.blocks.values()].map((values) => values.length),
    Array(7).fill(15),
  );
  assert.equal(messages.oneWayUs.length, 108);
});

test("a pair of which one scenario did not run is not measured", () => {
  const [first, second] = orderingsOf(["baseline", "wireguard"], true);
  assert.deepEqual([first!.verdict, first!.shiftUs], ["not measured", null]);
  assert.equal(first!.reason, "no HTTP messages of shadowsocks-socks5");
  assert.equal(second!.verdict, "not measured");
});

test("without SOCKS5 the other Shadowsocks stands in, and it is said", () => {
  const [first] = orderingsOf(["baseline", "shadowsocks"], true);
  assert.equal(first!.higher, "shadowsocks");
  assert.equal(first!.verdict, "found again");
  assert.equal(first!.reason, "shadowsocks-socks5, which the study used, did not run");
});
