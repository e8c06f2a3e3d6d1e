import type { AddVerb } from "../cli.ts";
import { isHeld, runName } from "../lab/alive.ts";
import { connectDocker } from "../lab/docker.ts";
import { removeDeadCheckouts } from "../lab/git-scenario-folder.ts";
import { isLabId } from "../lab/lab-id.ts";
import { removeRun, runsOnEngine } from "../lab/remove.ts";
import { exitCodes } from "../model/error.ts";

/** `bench clean`: removes what broken runs left; a run that is alive is not touched. */
export const addClean: AddVerb = (program, io, finish) => {
  program
    .command("clean")
    .description(
      "remove containers, networks, volumes and checkouts that broken runs left; never those of a live run",
    )
    .option("--labs", 'also the labs that "bench lab up" started')
    .addHelpText("after", "\nExample:\n  bench clean")
    .action(async ({ labs }: { labs?: boolean }) => {
      const checkouts = await removeDeadCheckouts();
      for (const path of checkouts) io.stdout.write(`${path}: removed\n`);
      const { api } = await connectDocker(io.env);
      const ids = await runsOnEngine(api);
      for (const id of ids) {
        if (await isHeld(runName(id))) {
          io.stdout.write(`${id}: alive, left alone\n`);
        } else if (isLabId(id) && !labs) {
          io.stdout.write(`${id}: a lab of "bench lab up", left alone (--labs removes it)\n`);
        } else {
          const { containers, networks, volumes } = await removeRun(api, id);
          io.stdout.write(
            `${id}: removed ${containers} containers, ${networks} networks, ${volumes} volumes\n`,
          );
        }
      }
      if (ids.length + checkouts.length === 0) io.stdout.write("nothing to clean\n");
      finish(exitCodes.ok);
    });
};
