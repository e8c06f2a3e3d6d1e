/**
 * A server that answers as Kibana's source says, as far as setup and doctor go. It proves our side of the talk only:
 * whether a real Kibana takes the objects is not shown by it. Bodies are shaped after, in elastic/kibana:
 *
 * - src/core/packages/status/server-internal/src/routes/status.ts and status_preboot.ts
 * - src/core/packages/http/server-internal/src/http_service.ts ("Kibana server is not ready yet", text)
 * - src/core/packages/saved-objects/server-internal/src/routes/import.ts and export.ts
 * - src/core/packages/saved-objects/import-export-server-internal/src/import/import_saved_objects.ts, lib/extract_errors.ts,
 *   lib/create_saved_objects.ts, and src/export/errors.ts
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { SavedObject } from "../../harness/kibana/our-objects.ts";
import { loopback } from "../support/loopback.ts";

export interface FakeAnswer {
  status: number;
  body: object | string;
  headers?: Record<string, string>;
}

interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  /** The file of a multipart body, else the body as text. */
  text: string;
  fileName: string | null;
}

interface Failure {
  type: string;
  message?: string;
  references?: { type: string; id: string }[];
}

export interface FakeKibana extends AsyncDisposable {
  url: string;
  requests: SeenRequest[];
  /** Objects by `type:id`; a test may change them as a person would in Kibana. */
  stored: Map<string, SavedObject>;
  /** Answers given before the usual ones, in order. */
  first: FakeAnswer[];
  /** What the import says against an object, by id. */
  failures: Map<string, Failure>;
}

interface FakeOptions {
  version?: string;
  /** Changes an object on its way in, as a migration does. */
  migrate?: (object: SavedObject) => SavedObject;
}

/** As status.ts gives it to somebody who is logged in. */
export function statusBody(
  version: string,
  level = "available",
  summary = "All services and plugins are available",
) {
  return {
    name: "kibana",
    uuid: "5b2de169-2785-441b-ae8c-186a1936b17d",
    version: {
      number: version,
      build_hash: "ad8f0fa",
      build_number: 100200,
      build_snapshot: false,
      build_flavor: "traditional",
    },
    status: { overall: { level, summary }, core: {}, plugins: {} },
  };
}

/** As status_preboot.ts gives it to anybody, and status.ts to somebody who is not logged in. */
export function redactedStatus(level: string) {
  return { status: { overall: { level } } };
}

/** Listens until the test ends. */
export async function fakeKibana({
  version = "9.2.0",
  migrate = (object) => object,
}: FakeOptions = {}): Promise<FakeKibana> {
  const kibana = {
    requests: [] as SeenRequest[],
    stored: new Map<string, SavedObject>(),
    first: [] as FakeAnswer[],
    failures: new Map<string, Failure>(),
  };
  const server = createServer(async (request, response) => {
    const seen = await read(request);
    kibana.requests.push(seen);
    send(response, kibana.first.shift() ?? answer(seen));
  });
  const { address, ...rest } = await loopback(server);
  return { ...kibana, ...rest, url: `http://127.0.0.1:${address.port}` };

  function answer(seen: SeenRequest): FakeAnswer {
    if (seen.method === "GET" && seen.url === "/api/status")
      return { status: 200, body: statusBody(version) };
    if (seen.method === "POST" && seen.headers["kbn-xsrf"] === undefined)
      return {
        status: 400,
        body: { statusCode: 400, error: "Bad Request", message: "Request must contain a kbn-xsrf header." },
      };
    if (seen.url === "/api/saved_objects/_import?overwrite=true") return importAll(seen);
    if (seen.url === "/api/saved_objects/_export") return exportSome(seen);
    return { status: 404, body: { statusCode: 404, error: "Not Found", message: "Not Found" } };
  }

  function importAll({ text, fileName }: SeenRequest): FakeAnswer {
    if (!fileName?.endsWith(".ndjson"))
      return {
        status: 400,
        body: { statusCode: 400, error: "Bad Request", message: `Invalid file extension ${fileName}` },
      };
    const objects = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as SavedObject);
    const errors = objects.flatMap(({ type, id }) => {
      const error = kibana.failures.get(id);
      return error ? [{ type, id, meta: {}, error }] : [];
    });
    const left = objects.filter(({ id }) => !kibana.failures.has(id));
    const isBlocked = errors.some(({ error }) => ["conflict", "missing_references"].includes(error.type));
    const time = new Date(1_700_000_000_000 + kibana.requests.length * 60_000).toISOString();
    const successResults = left.map((object) => {
      const key = `${object.type}:${object.id}`;
      const overwrite = kibana.stored.has(key);
      if (!isBlocked) kibana.stored.set(key, { ...migrate(object), created_at: time, updated_at: time });
      return { type: object.type, id: object.id, meta: {}, managed: false, ...(overwrite && { overwrite }) };
    });
    return {
      status: 200,
      body: {
        successCount: left.length,
        success: errors.length === 0,
        warnings: [],
        ...(successResults.length > 0 && { successResults }),
        ...(errors.length > 0 && { errors }),
      },
    };
  }

  function exportSome({ text }: SeenRequest): FakeAnswer {
    const { objects } = JSON.parse(text) as { objects: { type: string; id: string }[] };
    const missing = objects.filter(({ type, id }) => !kibana.stored.has(`${type}:${id}`));
    if (missing.length > 0) {
      const found = missing.map((one) => ({
        ...one,
        error: {
          statusCode: 404,
          error: "Not Found",
          message: `Saved object [${one.type}/${one.id}] not found`,
        },
      }));
      return {
        status: 400,
        body: {
          statusCode: 400,
          error: "Bad Request",
          message: "Error fetching objects to export",
          attributes: { objects: found },
        },
      };
    }
    const lines = objects.map(({ type, id }) => JSON.stringify(sorted(kibana.stored.get(`${type}:${id}`)!)));
    return { status: 200, body: lines.join("\n"), headers: { "content-type": "application/ndjson" } };
  }
}

/** export.ts writes with json-stable-stringify: all keys in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

async function read(request: IncomingMessage): Promise<SeenRequest> {
  const body = await buffer(request);
  const { method = "", url = "", headers } = request;
  const type = headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data"))
    return { method, url, headers, text: body.toString("utf8"), fileName: null };
  // another parser than the one that wrote it
  const file = (await new Response(body, { headers: { "content-type": type } }).formData()).get(
    "file",
  ) as File;
  return { method, url, headers, text: await file.text(), fileName: file.name };
}

function send(response: ServerResponse, { status, body, headers = {} }: FakeAnswer): void {
  const isText = typeof body === "string";
  response.writeHead(status, {
    "content-type": isText ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
    "kbn-name": "kibana",
    ...headers,
  });
  response.end(isText ? body : JSON.stringify(body));
}
