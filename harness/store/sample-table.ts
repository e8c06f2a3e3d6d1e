import type { Sample } from "../model/sample.ts";
import { type Column, codeColumn, countColumn, numberColumn, offsetColumn } from "./columns.ts";

/** A field that a sample gets and the table does not is a type error here. */
type Columns = { readonly [Field in keyof Required<Sample>]: Column<Sample[Field]> };

function newColumns(): Columns {
  const intendedNs = numberColumn();
  return {
    scenario: codeColumn(),
    workload: codeColumn(),
    phase: codeColumn(),
    instance: countColumn(),
    block: countColumn(),
    seq: countColumn(),
    intendedNs,
    readyNs: offsetColumn(intendedNs),
    sentNs: offsetColumn(intendedNs),
    firstNs: offsetColumn(intendedNs),
    doneNs: offsetColumn(intendedNs),
    receivedNs: offsetColumn(intendedNs),
    outcome: codeColumn(),
    duplicates: countColumn(),
    reordered: codeColumn(),
  };
}

/**
 * Samples by column, 54 bytes each: a million as objects take a gigabyte with the text that they come from. Iterating
 * gives them back, in order, as objects of their own each time.
 */
export class SampleTable implements Iterable<Sample> {
  #length = 0;
  readonly #columns: Columns = newColumns();

  get length(): number {
    return this.#length;
  }

  push(sample: Sample): void {
    const row = this.#length++;
    const columns = this.#columns;
    columns.scenario.set(row, sample.scenario);
    columns.workload.set(row, sample.workload);
    columns.phase.set(row, sample.phase);
    columns.instance.set(row, sample.instance);
    columns.block.set(row, sample.block);
    columns.seq.set(row, sample.seq);
    columns.intendedNs.set(row, sample.intendedNs);
    columns.readyNs.set(row, sample.readyNs);
    columns.sentNs.set(row, sample.sentNs);
    columns.firstNs.set(row, sample.firstNs);
    columns.doneNs.set(row, sample.doneNs);
    columns.receivedNs.set(row, sample.receivedNs);
    columns.outcome.set(row, sample.outcome);
    columns.duplicates.set(row, sample.duplicates);
    columns.reordered.set(row, sample.reordered);
  }

  *[Symbol.iterator](): Generator<Sample, undefined> {
    for (let row = 0; row < this.#length; row++) yield this.#at(row);
  }

  #at(row: number): Sample {
    const columns = this.#columns;
    return {
      scenario: columns.scenario.at(row),
      workload: columns.workload.at(row),
      phase: columns.phase.at(row),
      instance: columns.instance.at(row),
      block: columns.block.at(row),
      seq: columns.seq.at(row),
      intendedNs: columns.intendedNs.at(row),
      readyNs: columns.readyNs.at(row),
      sentNs: columns.sentNs.at(row),
      firstNs: columns.firstNs.at(row),
      doneNs: columns.doneNs.at(row),
      receivedNs: columns.receivedNs.at(row),
      outcome: columns.outcome.at(row),
      duplicates: columns.duplicates.at(row),
      reordered: columns.reordered.at(row),
    };
  }
}
