import { Command, CommanderError } from "commander";
import { BenchError, exitCodes, Interruption } from "./model/error.ts";
import type { Io } from "./model/io.ts";
import { toolVersion } from "./model/tool.ts";

/** What a verb needs to hang itself into the program; it returns its exit status through `finish`. */
export type AddVerb = (program: Command, io: Io, finish: (exitCode: number) => void) => void;

/** Loaded when asked for: all together take half a second and 80 MB that a single verb does not need. */
const verbs: Readonly<Record<string, () => Promise<AddVerb>>> = {
  run: async () => (await import("./commands/run.ts")).addRun,
  report: async () => (await import("./commands/report.ts")).addReport,
  compare: async () => (await import("./commands/compare.ts")).addCompare,
  history: async () => (await import("./commands/history.ts")).addHistory,
  check: async () => (await import("./commands/check.ts")).addCheck,
  push: async () => (await import("./commands/push.ts")).addPush,
  calibrate: async () => (await import("./commands/calibrate.ts")).addCalibrate,
  list: async () => (await import("./commands/list.ts")).addList,
  lab: async () => (await import("./commands/lab.ts")).addLab,
  doctor: async () => (await import("./commands/doctor.ts")).addDoctor,
  setup: async () => (await import("./commands/setup.ts")).addSetup,
  clean: async () => (await import("./commands/clean.ts")).addClean,
  elastic: async () => (await import("./commands/elastic.ts")).addElastic,
  kibana: async () => (await import("./commands/kibana.ts")).addKibana,
};

/** The one that is asked for; all of them for help, and for a name that may be a slip of one of them. */
async function loadVerbs(argv: readonly string[]): Promise<AddVerb[]> {
  const [name = ""] = argv;
  const loaders = Object.hasOwn(verbs, name) ? [verbs[name]!] : Object.values(verbs);
  return Promise.all(loaders.map((load) => load()));
}

const examples = `
Examples:
  bench run --scenario wireguard               measure WireGuard beside baseline, relay and control
  bench report --format markdown               show the newest run again
  bench compare 20261120T101500Z-77e0 20261121T101500Z-a3f9   what changed between two runs
  bench check --against 20261120T101500Z-77e0  say no where bench.yaml is not kept
  bench history native.http.ratio.p50          a metric over the runs
  bench calibrate                              prove on this machine that the instrument is right
  bench list                                   what can be measured here
  bench lab up --scenario stunnel              a lab to look at, without measuring
  bench doctor                                 what this machine lacks
  bench setup                                  install what it lacks
  bench push --all                             complete in Elasticsearch what it does not have yet
  bench elastic up                             Elasticsearch and Kibana with dashboards, on this machine
  bench clean                                  remove what a killed run left

Exit status: 0 ok, 1 bug, 2 bad input, 3 environment, 4 a scenario failed, 5 plaintext on an encrypted wire, 6 a rule of bench.yaml is not kept, 130 interrupted`;

/** Runs one command line and returns its exit status; never exits the process, never throws for a foreseen failure. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = new Command("bench")
    .description(
      "Compares ways of encrypting the traffic of services that cannot be changed, on this machine.",
    )
    .version(toolVersion())
    .addHelpText("after", examples)
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) =>
        io.stderr.write(
          text.replace(/^error: /, "bench: error: ").replace(/^\(Did you/m, "bench: hint: (did you"),
        ),
    });
  for (const add of await loadVerbs(argv)) add(program, io, (code) => (exitCode = code));
  for (const command of program.commands) inherit(command, program);
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    return explain(error, io);
  }
}

/** Sub-commands made by `command()` inherit settings; this one reaches those of the second level too. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
}

/** The abortion itself, or a scenario that failed by it; not a full disk or a removal that failed meanwhile. */
function isInterruption(error: unknown, signal: AbortSignal): boolean {
  if (!(signal.reason instanceof Interruption)) return false;
  if (error instanceof BenchError) return error.code === "scenario-failed";
  return error === signal.reason || (error as Error).name === "AbortError";
}

/** One line what, one line a remedy: the only place that words an error for a person. */
function explain(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes["bad-input"];
  if (error instanceof SuppressedError) {
    // a clean-up failed after something else had: both are told, the first cause decides
    explain(error.error, io);
    return explain(error.suppressed, io);
  }
  if (io.signal.aborted && isInterruption(error, io.signal)) {
    io.stderr.write("bench: interrupted; what was measured is kept\n");
    return exitCodes.interrupted;
  }
  if (error instanceof BenchError) {
    for (const line of error.message.split("\n")) io.stderr.write(`bench: error: ${line}\n`);
    for (const hint of error.hints) io.stderr.write(`bench: hint: ${hint}\n`);
    return error.exitCode;
  }
  // what was waiting when a bug ended the work only says that it was aborted
  const cause = (error as Error).name === "AbortError" ? (io.signal.reason as Error) : (error as Error);
  io.stderr.write(`bench: error: this is a bug of bench: ${cause.stack ?? String(cause)}\n`);
  io.stderr.write('bench: hint: please report it with the command line and the output of "bench doctor"\n');
  return exitCodes.bug;
}
