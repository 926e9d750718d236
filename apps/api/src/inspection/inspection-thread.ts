import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { createRunner, type FromThread, type SentTask, type ThreadData } from "./run-task.ts";
import { warmUp } from "./warm-up.ts";

/** A lower priority of this thread, so that serving requests comes first when processors are scarce. Only Linux has priorities per thread. */
if (process.platform === "linux") setPriority(0, (workerData as ThreadData).niceness);

const post = (message: FromThread) => parentPort?.postMessage(message);
const run = createRunner();
warmUp();
parentPort?.on("message", (sent: SentTask) => post(run(sent)));
post({ kind: "warm" });
