import { parentPort } from "node:worker_threads";
import { type Chunk, readChunk } from "./read-chunk.ts";

// The thread handles one chunk at a time and answers with its segment.
parentPort?.on("message", (chunk: Chunk) => parentPort?.postMessage(readChunk(chunk)));
