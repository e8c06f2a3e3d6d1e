/** One figure beside its goal. */
export function print(what: string, value: string, goal: string): void {
  console.log(`${what.padEnd(62)}${value.padStart(10)}   goal ${goal}`);
}

export function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
