import { createReadStream } from "node:fs";
import { availableParallelism } from "node:os";
import {
  concludeLog,
  joinSegments,
  type LogExpectation,
  type LogReport,
  type LogSegment,
  LogVerifier,
  rootSizesOf,
} from "@agentlattice/core/ledger";
import { type ReadChunk, startChunkThreads } from "./chunk-threads.ts";
import { sha256 } from "./node-crypto.ts";
import type { Chunk } from "./read-chunk.ts";

const THREADS = 2;
const BLOCK_BYTES = 1 << 20;
const CHUNK_BYTES = 16 << 20;
/** Files below this size are read without threads, because starting threads costs more than they save. */
const SMALL_FILE_BYTES = 48 << 20;

/** Receives the number of bytes read so far. */
export type Progress = (bytes: number) => void;

/** A file of entries and its length in bytes. */
export interface EntriesFile {
  readonly path: string;
  readonly bytes: number;
}

/** Verifies a file of entries. Large files are hashed by two threads. Memory is bounded. */
export async function verifyFile(file: EntriesFile, expected: LogExpectation, progress: Progress): Promise<LogReport> {
  const worthThreads = file.bytes >= SMALL_FILE_BYTES && availableParallelism() > 1 && !expected.range;
  const threads = worthThreads ? startChunkThreads(THREADS) : null;
  if (!threads) return verifyInOrder(file, expected, progress);
  try {
    const segment = await readInParallel(file, expected, threads.readers, progress);
    if (segment) return concludeLog(sha256, segment, expected);
  } finally {
    await threads.close();
  }
  // The file has a fault. Reading it in order finds the first one.
  return verifyInOrder(file, expected, progress);
}

async function verifyInOrder(file: EntriesFile, expected: LogExpectation, progress: Progress): Promise<LogReport> {
  const verifier = new LogVerifier(sha256, expected);
  let bytes = 0;
  const blocks: AsyncIterable<Buffer> = createReadStream(file.path, { highWaterMark: BLOCK_BYTES });
  for await (const block of blocks) {
    bytes += block.length;
    verifier.write(block);
    progress(bytes);
    if (verifier.settled) break;
  }
  return verifier.finish();
}

/** Reads the whole file as one segment. Returns null when a part has a fault or two parts do not join. */
export async function readInParallel(
  file: EntriesFile,
  expected: LogExpectation,
  readers: readonly ReadChunk[],
  progress: Progress,
  chunkBytes = CHUNK_BYTES,
): Promise<LogSegment | null> {
  const chunks = chunksOf(file, expected, chunkBytes);
  const segments: (LogSegment | null)[] = [];
  let next = 0;
  let done = 0;
  let isValid = true;
  const work = async (read: ReadChunk) => {
    for (let index = next++; isValid; index = next++) {
      const chunk = chunks[index];
      if (!chunk) break;
      const segment = await read(chunk);
      segments[index] = segment;
      isValid &&= segment !== null;
      done += chunk.end - chunk.start;
      progress(done);
    }
  };
  await Promise.all(readers.map(work));
  return isValid ? joinAll(segments) : null;
}

function chunksOf(file: EntriesFile, expected: LogExpectation, chunkBytes: number): Chunk[] {
  const sizes = rootSizesOf(expected);
  // The last chunk takes the remainder, so that every chunk is longer than a line.
  const count = Math.max(1, Math.floor(file.bytes / chunkBytes));
  return Array.from({ length: count }, (_, i) => ({
    file: file.path,
    start: i * chunkBytes,
    end: i === count - 1 ? file.bytes : (i + 1) * chunkBytes,
    origin: expected.origin,
    sizes,
  }));
}

function joinAll(segments: readonly (LogSegment | null)[]): LogSegment | null {
  let joined = segments[0] ?? null;
  for (const segment of segments.slice(1)) joined = joined && segment && joinSegments(sha256, joined, segment);
  return joined;
}
