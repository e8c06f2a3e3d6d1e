/**
 * API keys and users live in the index `.security`, whose e-mail field is analysed by parts of the module
 * `analysis-common`. Every real installation has it, the distribution on Maven Central lacks it, and the server then cannot
 * make the index ("unknown filter type [pattern_capture]"). A plugin of the stable plugin API gives it parts of these names.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const name = "email-analysis";
const source = join(import.meta.dirname, name, "EmailAnalysis.java");

/** Its interfaces, the names of the parts and the classes: what the stable API finds them by. */
const components = {
  "org.elasticsearch.plugin.analysis.TokenizerFactory": {
    uax_url_email: "tunnelbench.EmailAnalysis$EmailTokenizer",
  },
  "org.elasticsearch.plugin.analysis.TokenFilterFactory": {
    pattern_capture: "tunnelbench.EmailAnalysis$PartsFilter",
    unique: "tunnelbench.EmailAnalysis$UniqueFilter",
  },
};

type Run = (command: string, args: readonly string[]) => Promise<void>;

/** Compiles the plugin against the distribution in `home` and puts it there; `run` throws where a command fails. */
export async function addEmailAnalysis(
  home: string,
  javaHome: string,
  version: string,
  run: Run,
): Promise<void> {
  const folder = join(home, "plugins", name);
  const classes = mkdtempSync(join(home, "classes-"));
  mkdirSync(folder);
  await run(join(javaHome, "bin", "javac"), [
    "--release",
    "17",
    "-cp",
    join(home, "lib", "*"),
    "-d",
    classes,
    source,
  ]);
  await run(join(javaHome, "bin", "jar"), [
    "--create",
    "--file",
    join(folder, `${name}.jar`),
    "-C",
    classes,
    ".",
  ]);
  rmSync(classes, { recursive: true });
  const descriptor = {
    name,
    description: name,
    version: "1",
    "elasticsearch.version": version,
    "java.version": "17",
  };
  const lines = Object.entries(descriptor).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(join(folder, "stable-plugin-descriptor.properties"), lines.join(""));
  writeFileSync(join(folder, "named_components.json"), JSON.stringify(components));
}
