import { parentPort } from "node:worker_threads";
import { type Chunk, readChunk } from "./read-chunk.ts";

// One chunk at a time: the answer to a message is its segment.
parentPort?.on("message", (chunk: Chunk) => parentPort?.postMessage(readChunk(chunk)));
