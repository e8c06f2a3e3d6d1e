import type { AddVerb } from "../cli.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import { setUp } from "../setup/setup.ts";

/** `bench setup`: Docker, Compose, Buildx and the base images; what is there already is left alone. */
export const addSetup: AddVerb = (program, io, finish) => {
  program
    .command("setup")
    .description("find or install what a run needs: Docker Engine, Compose v2, Buildx, base images")
    .option("--optional", "only warn where something is missing, for tests that can do without Docker")
    .addHelpText(
      "after",
      "\nExample:\n  bench setup\n  BENCH_NO_INSTALL=1 bench setup    # only print what would be installed",
    )
    .action(async ({ optional }: { optional?: boolean }) => {
      try {
        await setUp(io);
      } catch (error) {
        if (!optional || !(error instanceof BenchError) || io.signal.aborted) throw error;
        io.stderr.write(`bench: warning: ${error.message}\n`);
        for (const hint of error.hints) io.stderr.write(`bench: hint: ${hint}\n`);
      }
      finish(exitCodes.ok);
    });
};
