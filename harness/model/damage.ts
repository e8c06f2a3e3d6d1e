/** What of a run folder could not be read although the rest could: by a crash, or by a copy that was not whole. */
export interface Damage {
  /** Names of files that end within a line, or within a gzip member. */
  cutFiles: readonly string[];
  /** Why a verdict of the evidence phase cannot be read, by the scenario's folder. */
  evidence: Readonly<Record<string, string>>;
}
