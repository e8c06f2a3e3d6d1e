import { InvalidArgumentError } from "commander";
import type { AddVerb } from "../cli.ts";
import { httpClient } from "../kibana/client.ts";
import { setKibanaPassword } from "../kibana/system-user.ts";
import { patient } from "../kibana/wait.ts";
import { type Held, hold } from "../lab/alive.ts";
import {
  addressOf,
  forgetSettings,
  type KnownSettings,
  keepSettings,
  type StackSettings,
  stackSettings,
} from "../lab/elastic-settings.ts";
import {
  checkPorts,
  connectStack,
  pullStackImages,
  removeStack,
  type Stack,
  stackName,
  stackPorts,
  startStackService,
} from "../lab/elastic-stack.ts";
import { exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { Progress } from "../run/progress.ts";
import { kibanaAt, putDashboards, putTemplates } from "./kibana.ts";
import { progressLine } from "./progress-line.ts";

interface UpOptions {
  port?: number;
  kibanaPort?: number;
}

/** `bench elastic`: Elasticsearch and Kibana in containers on this machine, for who has none. */
export const addElastic: AddVerb = (program, io, finish) => {
  const elastic = program
    .command("elastic")
    .description("start Elasticsearch and Kibana on this machine, with our dashboards, or remove them")
    .addHelpText(
      "after",
      '\nExamples:\n  bench elastic up\n  bench push --all\n  bench elastic down\n\nThe password is made at the first start and kept in ~/.config/tunnelbench/elasticsearch.env (0600). "bench clean" leaves\nthis stack alone.',
    );
  elastic
    .command("up")
    .description("start them, or bring what is there up to date; the data of earlier starts are kept")
    .option("--port <port>", "of Elasticsearch (default: that of the last start, else 9200)", portNumber)
    .option("--kibana-port <port>", "of Kibana (default: that of the last start, else 5601)", portNumber)
    .action(async (options: UpOptions) => {
      await using _ = await takeTurn(io);
      await up(options, io);
      finish(exitCodes.ok);
    });
  elastic
    .command("down")
    .description("remove the containers; the data are kept")
    .option("--volumes", "also remove all data and the password")
    .action(async ({ volumes = false }: { volumes?: boolean }) => {
      await using _ = await takeTurn(io);
      await removeStack(await connectStack(io.env, null), { volumes });
      if (volumes) forgetSettings(io.env);
      io.stdout.write(
        `Elasticsearch and Kibana are removed${volumes ? " with all their data" : "; the data are kept"}\n`,
      );
      finish(exitCodes.ok);
    });
};

/** Two at once would start the same containers. */
function takeTurn(io: Io): Promise<Held> {
  return hold(stackName, io.signal, () =>
    io.stderr.write('bench: waiting for another "bench elastic" to finish\n'),
  );
}

async function up(options: UpOptions, io: Io): Promise<void> {
  const known = stackSettings(io.env, options);
  const stack = await connectStack(io.env, known.settings);
  await checkPorts(stack, known.settings);
  const progress = progressLine(io);
  try {
    await pullStackImages(stack, io.signal, (image) => progress.step(`pulling ${image}`));
    keepSettings(known);
    if (!known.isKept) tellPassword(known, progress.done, io);
    await startBoth(stack, known.settings, io, progress);
  } finally {
    progress.done();
  }
  await furnish(known.settings, io);
}

/** Starts what is not running; where that fails or is given up, what was started is removed, but for data and password. */
async function startBoth(stack: Stack, settings: StackSettings, io: Io, progress: Progress): Promise<void> {
  const wasRunning = (await stackPorts(stack)).length > 0;
  try {
    progress.step("starting Elasticsearch, half a minute");
    await startStackService(stack, "elasticsearch", io.signal);
    // Kibana can only log in once its user has a password
    const client = httpClient(addressOf(settings.elasticsearchPort), loginOf(settings), io.signal);
    await setKibanaPassword(client, settings.kibanaPassword);
    progress.step("starting Kibana, a minute or two");
    await startStackService(stack, "kibana", io.signal);
  } catch (error) {
    if (!wasRunning) await removeStack(stack, { volumes: false });
    throw error;
  }
}

/** Templates and dashboards; both servers run by now, and go on where this fails. */
async function furnish(settings: StackSettings, io: Io): Promise<void> {
  const url = addressOf(settings.elasticsearchPort);
  const kibanaUrl = addressOf(settings.kibanaPort);
  io.stdout.write(`Elasticsearch  ${url}\nKibana         ${kibanaUrl}  (user "elastic")\n`);
  // not the user's own environment: its credentials may be those of another server
  const { username, password } = loginOf(settings);
  const env = { BENCH_ELASTICSEARCH_USERNAME: username, BENCH_ELASTICSEARCH_PASSWORD: password };
  await putTemplates({ ...io, env }, url);
  await putDashboards(io, kibanaAt({ ...io, env }, kibanaUrl), patient);
  io.stderr.write(
    'bench: note: they use processors of this machine; for results that count, "bench elastic down" before a run and "bench push" after it\n',
  );
}

function loginOf({ password }: StackSettings) {
  return { apiKey: null, username: "elastic", password, caFile: null };
}

/** Once, at the first start. */
function tellPassword({ settings, path }: KnownSettings, clear: () => void, io: Io): void {
  clear();
  io.stdout.write(
    `password of the user "elastic", told only now: ${settings.password}\nit is kept in ${path} (0600)\n`,
  );
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError("It must be a port, 1 to 65535.");
  return port;
}
