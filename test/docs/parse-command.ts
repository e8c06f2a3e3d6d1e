import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import type { AddVerb } from "../../harness/cli.ts";
import type { Io } from "../../harness/model/io.ts";
import { projectFolder } from "../../harness/model/tool.ts";

const commandsFolder = join(projectFolder, "harness/commands");

/** The verbs as they hang themselves into the program, by the files that have one. */
const verbs: readonly AddVerb[] = (
  await Promise.all(
    readdirSync(commandsFolder)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => import(join(commandsFolder, file)) as Promise<Record<string, unknown>>),
  )
).flatMap((module) =>
  Object.entries(module).flatMap(([name, value]) => (/^add[A-Z]/.test(name) ? [value as AddVerb] : [])),
);

const silent = { write: () => undefined, isTTY: false, columns: 80 };
const io: Io = {
  env: {},
  cwd: projectFolder,
  stdout: silent,
  stderr: silent,
  now: () => new Date(0),
  signal: new AbortController().signal,
};

/** Understands a command line with the real parser and does nothing; rejects with the parser's own words if it would refuse it. */
export async function parseCommand(argv: readonly string[]): Promise<void> {
  const program = new Command("bench").enablePositionalOptions();
  for (const add of verbs) add(program, io, () => undefined);
  disarm(program);
  await program.parseAsync([...argv], { from: "user" });
}

/** A parser whose commands only parse, and that throws where it would exit. */
function disarm(command: Command): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  if (command.commands.length === 0) command.action(() => undefined);
  for (const child of command.commands) disarm(child);
}
