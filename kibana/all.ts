import { comparison } from "./dashboards/comparison.ts";
import { history } from "./dashboards/history.ts";
import { oneRun } from "./dashboards/one-run.ts";
import { study2020 } from "./dashboards/study-2020.ts";
import type { Dashboard } from "./definition.ts";

/** Every dashboard, in the order in which they are imported. */
export const dashboards: readonly Dashboard[] = [comparison, oneRun, history, study2020];
