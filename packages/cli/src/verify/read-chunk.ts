import { closeSync, openSync, readSync } from "node:fs";
import { LineFeeder, type LogSegment, SegmentReader } from "@agentlattice/core/ledger";
import { sha256 } from "./node-crypto.ts";

const BLOCK_BYTES = 1 << 20;

/** A part of a file of entries: the lines that begin in bytes [start, end). */
export interface Chunk {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly origin: string;
  /** Log sizes at which a root is needed. */
  readonly sizes: readonly number[];
}

/** Reads a chunk into a segment. Returns null for any fault: the verifier that reads the file from the beginning names it. */
export function readChunk(chunk: Chunk): LogSegment | null {
  const reader = new SegmentReader({ sha: sha256, origin: chunk.origin, from: null, sizes: chunk.sizes });
  // Reading begins one byte early, to know whether a line begins at `start`. Bytes up to the first newline belong to the previous chunk.
  let lineAt = Math.max(chunk.start - 1, 0);
  let isValid = true;
  const feeder = new LineFeeder((bytes, start, end) => {
    const isInChunk = lineAt < chunk.end && (lineAt >= chunk.start || chunk.start === 0);
    lineAt += end - start + 1;
    if (isInChunk && isValid) isValid = reader.read(bytes, start, end) === null;
  });
  const file = openSync(chunk.file, "r");
  try {
    const block = Buffer.alloc(BLOCK_BYTES);
    let at = lineAt;
    while (isValid && lineAt < chunk.end) {
      const length = readSync(file, block, 0, BLOCK_BYTES, at);
      if (length === 0) break;
      feeder.write(block.subarray(0, length));
      at += length;
    }
    const cutOff = lineAt < chunk.end && feeder.unfinished > 0;
    return isValid && !cutOff ? reader.segment() : null;
  } finally {
    closeSync(file);
  }
}
