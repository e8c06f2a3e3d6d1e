/** An HTTP/1.1 answer that is complete. */
export interface HttpAnswer {
  status: number;
  body: Buffer;
  /** The connection carries no further answer: its end, not a length, ends the body, or the server says so. */
  isLast: boolean;
}

const headEnd = Buffer.from("\r\n\r\n");
const longestHead = 16_384;
/** The service's longest answer is the list of a bulk transfer's marks. */
const longestBody = 4_194_304;

/**
 * Reads the answers of one connection, RFC 9112: status line, header fields, a body of `content-length` bytes; one answer
 * at a time, cut into chunks anywhere. `feed` gives the answer that the chunk completes, else null. An answer without
 * a length is given with its head and no body, and is the last. Throws where it is no such answer, or more than one.
 */
export function answerParser(): { feed(chunk: Buffer): HttpAnswer | null } {
  let pending: Buffer | null = null;
  return {
    feed(chunk) {
      const data: Buffer = pending ? Buffer.concat([pending, chunk]) : chunk;
      const answer = parseAnswer(data);
      pending = answer ? null : pending ? data : Buffer.from(data); // the chunk is the caller's
      return answer;
    },
  };
}

function parseAnswer(data: Buffer): HttpAnswer | null {
  const end = data.indexOf(headEnd);
  if (end < 0) {
    if (data.length > longestHead) throw malformed(data);
    refuseOtherProtocols(data);
    return null;
  }
  const head = data.toString("latin1", 0, end);
  const status = /^HTTP\/1\.1 (\d{3})(?: |$|\r)/.exec(head)?.[1];
  if (!status) throw malformed(data);
  const length = /\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*(?:\r|$)/i.exec(head)?.[1];
  const isLast = length === undefined || /\r\nconnection:[ \t]*close/i.test(head);
  const bodyStart = end + headEnd.length;
  const bodyEnd = bodyStart + Number(length ?? 0);
  if (bodyEnd - bodyStart > longestBody) throw malformed(data);
  if (data.length < bodyEnd) return null;
  if (data.length > bodyEnd && length !== undefined) throw malformed(data.subarray(bodyEnd));
  return { status: Number(status), body: data.subarray(bodyStart, bodyEnd), isLast };
}

/** What is no HTTP from its first byte on is not waited for. */
function refuseOtherProtocols(data: Buffer): void {
  const start = data.toString("latin1", 0, 9);
  if (!"HTTP/1.1 ".startsWith(start)) throw malformed(data);
}

function malformed(data: Buffer): Error {
  return new Error(`no HTTP/1.1 answer: ${JSON.stringify(data.toString("latin1", 0, 40))}`);
}
