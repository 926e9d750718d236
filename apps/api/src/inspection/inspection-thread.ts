import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { createRunner, type SentTask } from "./run-task.ts";

/** Lowers the priority of this thread, so that serving requests comes first when processors are scarce. Only Linux has priorities per thread. */
const NICE = 10;
if (process.platform === "linux") setPriority(0, NICE);

const run = createRunner();
parentPort?.on("message", (sent: SentTask) => {
  parentPort?.postMessage(run(sent));
});
