/** Labels on everything that a run starts; clean-up and accounting go by them, DESIGN.md §3. */
export const labels = {
  run: "bench.run",
  instance: "bench.instance",
  scenario: "bench.scenario",
  role: "bench.role",
} as const;
