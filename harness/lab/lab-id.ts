import { randomBytes } from "node:crypto";

/** Id of a lab that stays up until its user takes it down. */
export function newLabId(): string {
  return `lab-${randomBytes(2).toString("hex")}`;
}

/** True for a lab of `bench lab up`, as opposed to one of a run. */
export function isLabId(id: string): boolean {
  return id.startsWith("lab-");
}
