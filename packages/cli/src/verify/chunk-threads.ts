import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { LogSegment } from "@agentlattice/core/ledger";
import type { Chunk } from "./read-chunk.ts";

/** Reads a chunk, in a thread or in this process. */
export type ReadChunk = (chunk: Chunk) => Promise<LogSegment | null>;

/** Worker threads that read chunks. */
export interface ChunkThreads {
  readonly readers: readonly ReadChunk[];
  close(): Promise<void>;
}

/** Starts worker threads from the bundled file. Returns null when running from source, where there is none. */
export function startChunkThreads(count: number): ChunkThreads | null {
  if (!import.meta.url.endsWith(".mjs")) return null;
  const workers = Array.from({ length: count }, () => new Worker(new URL("./chunk-worker.mjs", import.meta.url)));
  return {
    readers: workers.map((worker) => async (chunk) => {
      worker.postMessage(chunk);
      const [segment] = await once(worker, "message");
      return segment as LogSegment | null;
    }),
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
