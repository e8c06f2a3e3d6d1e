/** Values of an option that may be given more than once, or separated by commas. */
export function separate(values: readonly string[] = []): string[] {
  return values.flatMap((value) => value.split(",")).filter((value) => value !== "");
}
