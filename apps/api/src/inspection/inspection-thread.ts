import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { createRunner, type SentTask } from "./run-task.ts";

/** Requests that are being served come first where there are fewer processors than threads. Of Linux, where a thread has a priority of its own. */
const NICE = 10;
if (process.platform === "linux") setPriority(0, NICE);

const run = createRunner();
parentPort?.on("message", (sent: SentTask) => {
  parentPort?.postMessage(run(sent));
});
