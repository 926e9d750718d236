import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { createApp } from "../app.ts";
import type { Hint } from "../bus/bus.ts";
import { createDeps } from "../create-deps.ts";
import { createLog } from "../http/log.ts";
import type { ForwardedAnswer, ForwardedRequest, FromThread, LargeThreadData, ToThread } from "./wire.ts";

/** The serving thread comes first where there are fewer processors than threads. Of Linux, where a thread has a priority of its own. */
const NICE = 5;

/** Serves requests that are forwarded to it, with the same application as the serving thread and connections of its own. */
function run(port: NonNullable<typeof parentPort>, { env, kek, urls }: LargeThreadData): void {
  const post = (message: FromThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  const log = createLog(env.AL_LOG_LEVEL);
  let hear: (hint: Hint | null, isOwn: boolean) => void = () => {};
  const { deps, beginStopping, close } = createDeps({
    // Each request is one line of the log and one of the metrics, which the serving thread writes.
    env: { ...env, AL_LOG_REQUESTS: "off" },
    kek: Buffer.from(kek),
    urls,
    log,
    thread: {
      bus: {
        send: (hint) => post({ kind: "hint", hint }),
        listen: (onHint) => {
          hear = onHint;
        },
        isConnected: () => true,
        close: async () => {},
      },
      ledgerEvent: (event) => post({ kind: "ledger", event }),
    },
  });
  const app = createApp(deps);
  const open = new Map<number, AbortController>();

  async function serve(id: number, request: ForwardedRequest): Promise<void> {
    const aborted = new AbortController();
    open.set(id, aborted);
    const answer = await app.fetch(toRequest(request, aborted.signal, () => post({ kind: "read", id })));
    const body = await answer.arrayBuffer();
    open.delete(id);
    post({ kind: "answer", id, answer: { status: answer.status, headers: [...answer.headers], body } satisfies ForwardedAnswer }, [body]);
  }

  port.on("message", (message: ToThread) => {
    switch (message.kind) {
      case "request":
        // The application answers whatever fails: what comes here is a fault of the thread, and ends it.
        serve(message.id, message.request).catch((error: unknown) =>
          setImmediate(() => {
            throw error;
          }),
        );
        return;
      case "abort":
        open.get(message.id)?.abort();
        return;
      case "hint":
        hear(message.hint, message.isOwn);
        return;
      case "stop":
        beginStopping();
        return;
      case "close":
        void close().finally(() => process.exit());
    }
  });
  process.on("unhandledRejection", (err) => log.error({ err }, "a rejection was not handled"));
}

/** @param onRead called a turn after the body was taken, when it has been parsed */
function toRequest({ method, url, headers, body }: ForwardedRequest, signal: AbortSignal, onRead: () => void): Request {
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        controller.enqueue(body);
        controller.close();
        setImmediate(onRead);
      },
    },
    { highWaterMark: 0 },
  );
  return new Request(url, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    body: stream,
    signal,
    duplex: "half",
  });
}

if (process.platform === "linux") setPriority(0, NICE);
if (parentPort) run(parentPort, workerData as LargeThreadData);
