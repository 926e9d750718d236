import { createReadStream } from "node:fs";
import { LineFeeder } from "@agentlattice/core/ledger";

const BLOCK_BYTES = 1 << 20;
const MAX_LINE_BYTES = 8 << 20;

/**
 * Yields the lines of a text file with bounded memory. node:readline is not used because it also splits at U+2028, which is unescaped in
 * canonical JSON.
 */
export async function* readLines(path: string): AsyncGenerator<string, void> {
  let ready: string[] = [];
  const feeder = new LineFeeder(
    (bytes, start, end) => ready.push(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8")),
    MAX_LINE_BYTES,
  );
  const blocks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: BLOCK_BYTES });
  for await (const block of blocks) {
    feeder.write(block);
    yield* ready;
    ready = [];
  }
  if (feeder.unfinished > 0) feeder.write(Buffer.from("\n"));
  yield* ready;
}
