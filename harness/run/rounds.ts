import { tolerableRounds } from "../analysis/judge.ts";
import { judgeRound } from "../analysis/judge-round.ts";
import type { Phase, Plan } from "../model/plan.ts";
import type { PhaseResult } from "./phase.ts";

/**
 * Judges each round of slots when its last phase is done and appends one replacement for a round that a gate drops, as
 * long as fewer were replaced than a run may lose. METHOD.md §9.3.
 */
export class Rounds {
  readonly #plan: Plan;
  readonly #results: PhaseResult[] = [];
  #current: string | null = null;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /**
   * Notes what a phase gave, null for one whose scenario is gone; returns why its round is dropped and replaced, when the
   * phase was the round's last.
   */
  note(phase: Phase, result: PhaseResult | null): string | null {
    if (phase.round === null) return null;
    const id = `${phase.instance}/${phase.round}`;
    if (this.#current !== id) this.#results.length = 0;
    this.#current = id;
    if (result) this.#results.push(result);
    const own = this.#plan.phases.filter(
      ({ instance, round }) => instance === phase.instance && round === phase.round,
    );
    if (own.at(-1) !== phase) return null;
    const reason = judgeRound(
      own,
      this.#results.flatMap(({ samples }) => samples),
      this.#results.flatMap(({ counters }) => counters),
      this.#results.map(({ timeline }) => timeline),
    );
    if (reason === null || !this.#mayReplace()) return null;
    this.#append(own);
    return reason;
  }

  #mayReplace(): boolean {
    const rounds = this.#plan.phases.filter(({ kind }) => kind === "idle");
    const replaced = rounds.filter(({ replaces }) => replaces !== undefined).length;
    return replaced < tolerableRounds(rounds.length - replaced);
  }

  /** Behind the instance's last round, in the same order, under a number of its own. */
  #append(dropped: readonly Phase[]): void {
    const { phases } = this.#plan;
    const { instance, round } = dropped[0]!;
    const ofInstance = phases.filter((phase) => phase.instance === instance && phase.round !== null);
    const number = Math.max(...ofInstance.map((phase) => phase.round!)) + 1;
    // a fault that calibration put into the round on purpose is not repeated
    const copies = dropped.map(({ stallMs: _stall, ...phase }) => ({
      ...phase,
      round: number,
      replaces: round!,
      name: phase.name.replace(`-r${round}-`, `-r${number}-`),
    }));
    phases.splice(phases.indexOf(ofInstance.at(-1)!) + 1, 0, ...copies);
  }
}
