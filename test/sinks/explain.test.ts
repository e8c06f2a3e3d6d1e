import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errors } from "@elastic/elasticsearch";
import type { BenchError } from "../../harness/model/error.ts";
import { whileBusy } from "../../harness/sinks/bulk.ts";
import { explainElastic, refusedForNow } from "../../harness/sinks/explain.ts";

const url = "http://127.0.0.1:9200";

/** An answer of Elasticsearch with an error in its form. */
function answer(statusCode: number, type: string, reason: string): errors.ResponseError {
  return new errors.ResponseError({
    statusCode,
    body: { error: { type, reason, root_cause: [{ type, reason }] }, status: statusCode },
    headers: { "x-elastic-product": "Elasticsearch" },
    warnings: null,
    meta: {} as never,
  });
}

const floodStage =
  "index [tunnelbench-samples-2026.11] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];";

describe("explainElastic", () => {
  for (const [what, error, message, hint] of [
    [
      "a full disk",
      answer(429, "cluster_block_exception", floodStage),
      / refuses to write: index /,
      /^its disk is too full/,
    ],
    [
      "a locked index",
      answer(403, "cluster_block_exception", "index [i] blocked by: [FORBIDDEN/8/index write (api)];"),
      / refuses to write: index /,
      /remove the block/,
    ],
    [
      "too much load",
      answer(429, "es_rejected_execution_exception", "rejected execution of coordinating operation"),
      / has too much to do: rejected /,
      /^try again later; nothing is lost/,
    ],
    [
      "a missing privilege",
      answer(403, "security_exception", "action [x] is unauthorized"),
      / does not allow it: action /,
      /^docs\/elasticsearch\.md names the privileges/,
    ],
    [
      "a failure of the server",
      answer(503, "no_shard_available_action_exception", "No shard available"),
      / answers 503: No shard/,
      /^try again later/,
    ],
  ] as const) {
    it(`says of ${what} what it is and what to do`, () => {
      const explained = explainElastic(error, url) as BenchError;
      assert.equal(explained.exitCode, 3);
      assert.match(explained.message, message);
      assert.match(explained.hints[0]!, hint);
    });
  }

  it("keeps a reason of many lines, or a very long one, in one short line", () => {
    const { message } = explainElastic(
      answer(500, "t", `first\nsecond ${"x".repeat(5_000)}`),
      url,
    ) as BenchError;
    assert.match(message, /: first$/);
    const long = explainElastic(answer(500, "t", "x".repeat(5_000)), url) as BenchError;
    assert.ok(long.message.length < 400);
  });

  it("leaves alone what is no error of a request", () => {
    for (const error of [new TypeError("bug"), new DOMException("stop", "AbortError")])
      assert.equal(explainElastic(error, url), error);
  });
});

describe("whileBusy", () => {
  const busy = () => explainElastic(answer(429, "es_rejected_execution_exception", "rejected"), url);

  /** Work that fails with these errors, then gives how often it was tried. */
  function failing(...failures: unknown[]) {
    let tries = 0;
    return async () => {
      if (tries++ < failures.length) throw failures[tries - 1];
      return tries;
    };
  }

  it("repeats work that a server has no time for, after each of its waits, and then gives up", async () => {
    assert.equal(await whileBusy(failing(busy(), busy()), [0, 0]), 3);
    await assert.rejects(whileBusy(failing(busy(), busy(), busy()), [0, 0]), /has too much to do/);
  });

  it("repeats nothing else: another failure, a locked index, documents that were tried again already", async () => {
    for (const error of [
      explainElastic(answer(503, "t", "no"), url),
      explainElastic(answer(429, "cluster_block_exception", floodStage), url),
      refusedForNow(url, "status 429"),
      new TypeError("bug"),
    ])
      await assert.rejects(whileBusy(failing(error), [0]), error as Error);
  });

  it("does not wait any longer when the user interrupts", async () => {
    const interruption = new AbortController();
    const waiting = whileBusy(failing(busy()), [3_600], interruption.signal);
    interruption.abort();
    await assert.rejects(waiting, { name: "AbortError" });
  });
});
