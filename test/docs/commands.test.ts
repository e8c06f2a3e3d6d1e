import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { projectFolder } from "../../harness/model/tool.ts";
import { bench } from "../support/fake-io.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type CommandLine, commandLines } from "./command-lines.ts";
import { parseCommand } from "./parse-command.ts";

const pages = ["README.md", "AGENTS.md", ...pagesBelow("docs")];
const read = (file: string) => readFileSync(join(projectFolder, file), "utf8");

function pagesBelow(folder: string): string[] {
  return readdirSync(join(projectFolder, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join(folder, file));
}

/** Every command line of the pages and of the examples in each `--help`, by where it stands. */
async function allCommandLines(): Promise<Map<string, CommandLine[]>> {
  const { stdout } = await bench(["--help"]);
  const verbs = [...stdout.matchAll(/^ {2}([a-z]+) /gm)]
    .map(([, verb]) => verb!)
    .filter((verb) => verb !== "bench");
  const helps = await Promise.all(
    verbs.map(async (verb) => [`bench ${verb} --help`, (await bench([verb, "--help"])).stdout] as const),
  );
  const texts = [
    ...pages.map((page) => [page, read(page)] as const),
    ["bench --help", stdout] as const,
    ...helps,
  ];
  return new Map(
    texts.map(([name, text]) => [name, commandLines(name.endsWith(".md") ? text : indented(text))]),
  );
}

/** A help text indents its examples by two; a page's code by four. */
function indented(help: string): string {
  return help.replaceAll(/^ {2}(?=bench )/gm, "    ");
}

const where = await allCommandLines();
const temporary = temporaryFolder();
const firstRun = "20261121T101500Z-a3f9";
const secondRun = "20261121T111500Z-b4e8";

before(() => {
  for (const run of [firstRun, secondRun]) copyExample(run);
});
after(() => temporary[Symbol.dispose]());

/** The run of results/example under another name, as if it had been made once more. */
function copyExample(run: string): void {
  const folder = join(temporary.path, run);
  cpSync(join(projectFolder, "results/example"), folder, { recursive: true });
  const { id } = JSON.parse(readFileSync(join(folder, "run.json"), "utf8")) as { id: string };
  for (const file of ["run.json", "summary.json"].map((name) => join(folder, name)))
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(id, run));
}

/** What the capital letters and dots of a synopsis stand for here. */
function fillIn(words: readonly string[]): string[] {
  const values: Record<string, string> = {
    RUN: firstRun,
    A: firstRun,
    B: secondRun,
    URL: "http://127.0.0.1:9",
    FOLDER: temporary.path,
    FILE: "docs/examples/limits.yaml",
    METRIC: "baseline.http.latency.p50",
    X: "stunnel",
    N: "2",
  };
  const fit = words[0] === "run" ? (word: string) => word : likeExample;
  return words
    .map((word) => fit(word.replace(/^(.+)…$/, "$1")))
    .map((word) => (word === "…" ? values["URL"]! : (values[word] ?? word)))
    .map((word, index, all) => existing(word, all[index - 1]));
}

/** The run of results/example measured stunnel, with profile quick. */
function likeExample(word: string): string {
  return word.replaceAll(/\b(?:native|wireguard)\b/g, "stunnel").replace(/^standard$/, "quick");
}

/** A file or git reference that only the reader has gives way to one that is here. */
function existing(word: string, before: string | undefined): string {
  if (/^\d{8}T\d{6}Z-[0-9a-f]{4}$/.test(word)) return word === firstRun ? firstRun : secondRun;
  if (before === "--junit") return join(temporary.path, basename(word));
  const [, name = "", file = "", ref = ""] = /^([\w-]+=)?([^@\s]+\.ya?ml)(@.*)?$/.exec(word) ?? [];
  if (file === "" || existsSync(join(projectFolder, file))) return word.replace(/@(?!HEAD$)[^,]+$/, "@HEAD");
  if (before === "--config") return "docs/examples/limits.yaml";
  if (before === "--profile") return "docs/examples/ci.yaml";
  return `${name || `${basename(file).replace(/\.ya?ml$/, "")}=`}./docs/examples/spiped.yaml${ref && "@HEAD"}`;
}

/** Rejects where the parser refuses the line; a command that is only named may lack what it must have. */
async function understand({ words, isMention }: CommandLine): Promise<void> {
  try {
    await parseCommand(fillIn(words));
  } catch (error) {
    if (!isMention || (error as { code?: string }).code !== "commander.missingArgument") throw error;
  }
}

describe("every command of the pages and of the helps", () => {
  for (const [name, lines] of where) {
    for (const text of new Set(lines.map((line) => line.text))) {
      it(`is understood: ${text} (${name})`, async () => {
        for (const line of lines.filter((one) => one.text === text)) await understand(line);
      });
    }
  }
});

/** Verbs that need neither Docker nor a server: these commands are run, `bench run` with --dry-run. */
const runnable = new Set(["report", "compare", "history", "check", "list", "run"]);

/** A copy of the project without its history cannot look up a git reference. */
const isCheckout = existsSync(join(projectFolder, ".git"));

function canRun({ words, isMention }: CommandLine): boolean {
  const needsMore = words.some(
    (word) => ["--elasticsearch", "--confirm"].includes(word) || (word.includes("@") && !isCheckout),
  );
  return runnable.has(words[0]!) && !needsMore && !isMention;
}

describe("every command of the pages and of the helps that needs no lab", () => {
  const lines = [...where.values()].flat().filter(canRun);
  const commands = new Set(lines.map(({ words }) => words.join(" ")));
  for (const command of commands) {
    const { words } = lines.find((line) => line.words.join(" ") === command)!;
    it(`runs: bench ${command}`, async () => {
      const argv = [...fillIn(words), ...(words[0] === "run" ? ["--dry-run"] : [])];
      const { exitCode, stdout, stderr } = await bench(argv, {
        HOME: temporary.path,
        BENCH_RESULTS: temporary.path,
      });
      // a limit of the example may not hold in the stored run: that is an answer too
      assert.ok(exitCode === 0 || (words[0] === "check" && exitCode === 6), stderr);
      assert.notEqual(stdout, "");
    });
  }
});

describe("a command that bench does not know", () => {
  for (const [text, reason] of [
    ["`bench run --scenaro stunnel`", /unknown option '--scenaro'/],
    ["`bench reprot`", /unknown command 'reprot'/],
    ["`bench report --format table|mardown`", /'mardown' is invalid/],
    ["`bench lab upp`", /unknown command 'upp'/],
    ["    bench compare\n", /missing required argument/],
    ["`bench report RUN RUN`", /too many arguments/],
  ] as const) {
    it(`is noticed: ${text}`, async () => {
      const parsed = Promise.all(commandLines(text).map(understand));
      await assert.rejects(parsed, reason);
    });
  }
});
