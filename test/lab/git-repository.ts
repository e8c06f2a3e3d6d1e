import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A new git repository in the folder; `commit` writes files (null removes one) and returns the hash. */
export function newRepository(path: string) {
  const git = (...args: string[]) => {
    const settings = [
      "-c",
      "user.name=test",
      "-c",
      "user.email=test@example.org",
      "-c",
      "commit.gpgsign=false",
    ];
    return execFileSync("git", [...settings, ...args], { cwd: path, encoding: "utf8", stdio: "pipe" }).trim();
  };
  mkdirSync(path, { recursive: true });
  git("init", "--quiet", "--initial-branch=main");
  const write = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
  };
  return {
    path,
    git,
    write,
    copy: (from: string, name: string) => cpSync(from, join(path, name), { recursive: true }),
    commit(files: Record<string, string> = {}): string {
      write(files);
      git("add", "--all");
      git("commit", "--quiet", "--message", "a commit");
      return git("rev-parse", "HEAD");
    },
  };
}
