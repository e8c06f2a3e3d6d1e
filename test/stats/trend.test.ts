import assert from "node:assert/strict";
import { test } from "node:test";
import { randomFromSeed } from "../../harness/model/random.ts";
import { lagOneAutocorrelation } from "../../harness/stats/autocorrelation.ts";
import { fallingP, findChangepoint, theilSenSlope } from "../../harness/stats/trend.ts";
import { normal } from "../support/normal.ts";

/** R's data set `lh`: 48 readings of a hormone. */
const lh = [
  2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2, 2.7, 2.2, 2.2, 1.9, 1.9, 1.8,
  2.7, 3, 2.3, 2, 2, 2.9, 2.9, 2.7, 2.7, 2.3, 2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5, 3.1, 2.6, 2.1,
  3.4, 3, 2.9,
];
/** R's data set `Nile`: yearly flow at Aswan from 1871; the dam was begun in 1898. */
const nile = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
  1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040,
  759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
  744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
];

function near(actual: number, expected: number, relative = 1e-9): void {
  assert.ok(Math.abs(actual / expected - 1) <= relative, `${actual} is not ${expected}`);
}

test("the slope is the one of scipy.stats.theilslopes (1.17), which a wild value does not move", () => {
  near(theilSenSlope(lh), 0.011538461538461532);
  near(theilSenSlope([640, 655, 652, 661, 1900, 668, 671, 690, 683, 702]), 5.833333333333333);
});

test("a single value has no slope", () => {
  assert.ok(Number.isNaN(theilSenSlope([1])));
});

/** R 4.2: cor.test(1:n, y, method = "kendall", alternative = "less", exact = TRUE)$p.value. */
const fallsByR: readonly [values: number[], p: number][] = [
  [[5, 4, 3, 2, 1], 0.00833333333333],
  [[9, 7, 8, 6, 5, 4, 3], 0.00138888888889],
  [[3.1, 2.7, 2.9, 2.2, 2.5, 1.9, 2, 1.4, 1.6, 1.5], 0.000473159171076],
];

for (const [values, p] of fallsByR) {
  test(`the p of a fall over ${values.length} values is that of Kendall's exact test in R`, () => {
    near(fallingP(values), p, 1e-10);
  });
}

test("values that rise, or do not change, do not fall", () => {
  near(fallingP([1, 2, 3, 4, 5]), 1);
  near(fallingP([7, 7, 7, 7, 7]), 1);
});

test("the flow of the Nile changes after 28 years, with the p of Pettitt's formula by ranks in R", () => {
  // r <- rank(Nile); U <- 2 * cumsum(r) - (1:100) * 101; 2 * exp(-6 * max(abs(U))^2 / (100^3 + 100^2))
  const found = findChangepoint(nile)!;
  assert.equal(found.at, 28);
  near(found.p, 3.59102217694e-7);
});

for (const length of [10, 24, 60]) {
  test(`white noise of ${length} values is taken for a change at 1 % in fewer than 1 of 100 cases`, () => {
    const random = randomFromSeed(`changepoint ${length}`);
    let changes = 0;
    for (let trial = 0; trial < 4000; trial++) {
      const noise = Array.from({ length }, () => normal(random));
      if (findChangepoint(noise)!.p < 0.01) changes++;
    }
    // 1 % and four standard deviations of 4000 trials.
    assert.ok(changes / 4000 <= 0.01 + 4 * Math.sqrt((0.01 * 0.99) / 4000), `${changes} of 4000`);
  });
}

test("a change by three standard deviations in the middle of 24 values is found in 9 of 10 cases", () => {
  const random = randomFromSeed("a change that is there");
  let found = 0;
  for (let trial = 0; trial < 1000; trial++) {
    const values = Array.from({ length: 24 }, (_, index) => normal(random) + (index < 12 ? 0 : 3));
    if (findChangepoint(values)!.p < 0.01) found++;
  }
  assert.ok(found >= 900, `${found} of 1000`);
});

test("the lag-1 autocorrelation is that of R's acf", () => {
  near(lagOneAutocorrelation(lh)!, 0.575524475524, 1e-11);
});

test("alternating values are correlated negatively, constant and short ones not at all", () => {
  near(lagOneAutocorrelation([1, -1, 1, -1])!, -0.75);
  assert.deepEqual([lagOneAutocorrelation([2, 2, 2, 2]), lagOneAutocorrelation([1, 2])], [null, null]);
});
