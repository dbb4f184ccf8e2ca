import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { ReadableStream, WritableStream } from "node:stream/web";
import type { AnyMessage, Stream } from "@agentclientprotocol/sdk";

/** A longer line is garbage. */
const longestLine = 256 * 1024 * 1024;

/** Lines of bytes that come in any pieces; only whole ones come out. */
export class Lines {
  private parts: Buffer[] = [];
  private size = 0;

  take(chunk: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, from)) {
      this.keep(chunk.subarray(from, end));
      lines.push(Buffer.concat(this.parts).toString("utf8"));
      this.parts = [];
      this.size = 0;
      from = end + 1;
    }
    this.keep(chunk.subarray(from));
    return lines;
  }

  private keep(part: Buffer): void {
    this.size += part.length;
    if (this.size > longestLine) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }
}

/** The message of a line; null for whatever else a program prints. */
export function messageIn(line: string): AnyMessage | null {
  if (!line.trimStart().startsWith("{")) return null;
  try {
    const value = JSON.parse(line) as Record<string, unknown>;
    return value["jsonrpc"] === "2.0" ? (value as unknown as AnyMessage) : null;
  } catch {
    return null;
  }
}

/**
 * A process's standard input and output as a stream of messages; it ends with the process's output. Updates go to
 * `update` instead, for the library drops those that it does not know in every part.
 */
export function messageStream(
  child: ChildProcessWithoutNullStreams,
  update: (params: unknown) => void,
): Stream {
  const lines = new Lines();
  const readable = new ReadableStream<AnyMessage>({
    start(controller) {
      child.stdout.on("data", (chunk: Buffer) => {
        for (const line of lines.take(chunk)) {
          const message = messageIn(line);
          if (message && "method" in message && message.method === "session/update") update(message.params);
          else if (message) controller.enqueue(message);
        }
      });
      child.stdout.once("close", () => controller.close());
    },
  });
  const writable = new WritableStream<AnyMessage>({
    write: (message) =>
      new Promise((resolve) => {
        child.stdin.write(`${JSON.stringify(message)}\n`, () => resolve());
      }),
  });
  return { readable, writable };
}
