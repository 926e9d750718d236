import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { createApp } from "../app.ts";
import type { Hint } from "../bus/bus.ts";
import { createDeps } from "../create-deps.ts";
import { createLog } from "../http/log.ts";
import type { ForwardedAnswer, ForwardedRequest, FromThread, LargeThreadData, ToThread } from "./wire.ts";

/** The niceness of this thread, which gives the main thread priority on a busy machine. Linux only, where it applies to one thread. */
const NICENESS = 5;

/** Serves forwarded requests with the application of the main thread and separate database connections. */
function run(port: NonNullable<typeof parentPort>, { env, kek, urls }: LargeThreadData): void {
  const post = (message: FromThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  const log = createLog(env.AL_LOG_LEVEL);
  let onHint: (hint: Hint | null, isOwn: boolean) => void = () => {};
  const { deps, beginStopping, close } = createDeps({
    // The main thread logs and counts each request.
    env: { ...env, AL_LOG_REQUESTS: "off" },
    kek: Buffer.from(kek),
    urls,
    log,
    thread: {
      bus: {
        send: (hint) => post({ kind: "hint", hint }),
        listen: (listener) => {
          onHint = listener;
        },
        isConnected: () => true,
        close: async () => {},
      },
      ledgerEvent: (event) => post({ kind: "ledger", event }),
    },
  });
  const app = createApp(deps);
  const running = new Map<number, AbortController>();

  async function serve(id: number, request: ForwardedRequest): Promise<void> {
    const aborted = new AbortController();
    running.set(id, aborted);
    const answer = await app.fetch(toRequest(request, aborted.signal, () => post({ kind: "parsed", id })));
    const body = await answer.arrayBuffer();
    running.delete(id);
    post({ kind: "answer", id, answer: { status: answer.status, headers: [...answer.headers], body } satisfies ForwardedAnswer }, [body]);
  }

  port.on("message", (message: ToThread) => {
    switch (message.kind) {
      case "request":
        // The application answers every error. An error that arrives here is a fault of this thread and ends it.
        serve(message.id, message.request).catch((error: unknown) =>
          setImmediate(() => {
            throw error;
          }),
        );
        return;
      case "abort":
        running.get(message.id)?.abort();
        return;
      case "hint":
        onHint(message.hint, message.isOwn);
        return;
      case "stop":
        beginStopping();
        return;
      case "close":
        void close().finally(() => process.exit());
    }
  });
  process.on("unhandledRejection", (err) => log.error({ err }, "a promise rejection was not handled"));
}

/** @param onParsed called one event loop turn after the body was read, when it has been parsed */
function toRequest({ method, url, headers, body }: ForwardedRequest, signal: AbortSignal, onParsed: () => void): Request {
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        controller.enqueue(body);
        controller.close();
        setImmediate(onParsed);
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

if (process.platform === "linux") setPriority(0, NICENESS);
if (parentPort) run(parentPort, workerData as LargeThreadData);
