import { Duplex, type Writable } from "node:stream";
import type Docker from "dockerode";

/** A container whose process is a function of this test: it answers commands on its attached streams. */
export interface FakeContainer {
  container: Docker.Container;
  /** All commands that it received, in order. */
  commands: { type: string; [key: string]: unknown }[];
  /** Writes one answer as a line on its standard output. */
  say(answer: object): void;
  /** Writes on its standard output, as it is. */
  write(text: string): void;
  /** Writes on its standard error. */
  complain(text: string): void;
  /** Ends the process. */
  end(): void;
}

type Respond = (command: { type: string }) => readonly object[];

/** A fake container that answers each command as `respond` says; its log is `log`. */
export function fakeContainer({ respond = () => [], log = "" }: { respond?: Respond; log?: string } = {}) {
  const commands: FakeContainer["commands"] = [];
  let stdout: Writable | null = null;
  let stderr: Writable | null = null;
  const say = (answer: object) => void stdout?.write(`${JSON.stringify(answer)}\n`);
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString("utf8").trimEnd().split("\n")) {
        const command = JSON.parse(line) as FakeContainer["commands"][number];
        commands.push(command);
        for (const answer of respond(command)) say(answer);
      }
      done();
    },
  });
  const container = {
    attach: async () => stream,
    logs: async () => frame(log),
    modem: {
      demuxStream(attached: Duplex, out: Writable, error: Writable) {
        [stdout, stderr] = [out, error];
        attached.resume();
      },
    },
  };
  return {
    container: container as unknown as Docker.Container,
    commands,
    say,
    write: (text) => void stdout?.write(text),
    complain: (text) => void stderr?.write(text),
    end: () => void stream.push(null),
  } satisfies FakeContainer;
}

/** As the engine frames a log: 1 byte stream, 3 zero bytes, 4 bytes length, then the text. */
function frame(log: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = 1;
  header.writeUInt32BE(Buffer.byteLength(log), 4);
  return Buffer.concat([header, Buffer.from(log)]);
}
