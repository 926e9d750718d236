import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { ParsedPolicy } from "@agentlattice/core/policy";
import type { PolicyText } from "./read-here.ts";
import type { ReadingAnswer, ReadingTask } from "./reading-thread.ts";

interface Waiting {
  readonly resolve: (parsed: ParsedPolicy) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

let running: Thread | null = null;
let last = 0;

/**
 * Reads a text on a thread of its own, one after the other: a text of 256 KiB, and above all one that is no policy, would keep
 * everybody else waiting for some hundred milliseconds. The thread is started when it is first needed and ends with the process.
 */
export function readOnThread(text: PolicyText): Promise<ParsedPolicy> {
  running ??= start();
  const { worker, waiting } = running;
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, ...text } satisfies ReadingTask);
  });
}

function start(): Thread {
  const thread: Thread = { worker: new Worker(threadFile(), { name: "policies" }), waiting: new Map() };
  const { worker, waiting } = thread;
  worker.unref();
  worker.on("message", ({ id, parsed }: ReadingAnswer) => {
    waiting.get(id)?.resolve(parsed);
    waiting.delete(id);
  });
  const end = (error: unknown) => {
    if (running === thread) running = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.once("error", end);
  worker.once("exit", () => end(new Error("the thread that reads policies ended")));
  return thread;
}

/** Threads run what was built: the sources are TypeScript. */
function threadFile(): string {
  const built = import.meta.url.endsWith(".ts") ? "../../../dist/reading-thread.mjs" : "./reading-thread.mjs";
  return fileURLToPath(new URL(built, import.meta.url));
}
