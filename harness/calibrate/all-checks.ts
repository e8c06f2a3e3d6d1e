import type { Check } from "./check.ts";
import { delayChecks } from "./checks/delay.ts";
import { lossChecks } from "./checks/loss.ts";
import { nagleChecks } from "./checks/nagle.ts";
import { queueChecks } from "./checks/queue.ts";
import { schedulingChecks } from "./checks/scheduling.ts";
import { sequenceChecks } from "./checks/sequence.ts";
import { stallChecks } from "./checks/stall.ts";
import { statisticsChecks } from "./checks/statistics.ts";
import { throughputChecks } from "./checks/throughput.ts";

/** Every known-answer test, in the order of the table. */
export const allChecks: readonly Check[] = [
  ...delayChecks,
  ...stallChecks,
  ...queueChecks,
  ...schedulingChecks,
  ...throughputChecks,
  ...lossChecks,
  ...sequenceChecks,
  ...nagleChecks,
  ...statisticsChecks,
];
