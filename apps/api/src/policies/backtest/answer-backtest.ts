import type { BacktestProgress, BacktestResult, Problem } from "@agentlattice/contract";
import type { Context } from "hono";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import type { AppEnv } from "../../http/mount-route.ts";
import { problemResponse, toAppError } from "../../http/problem.ts";
import { type BacktestCall, backtestPolicy } from "./backtest-policy.ts";

const MAX_RUNNING = 2;
const BETWEEN_PROGRESS_MS = 100;
/** Time limit, fifteen times the duration of a million decisions on two processors. */
const MAX_RUN_MS = 600_000;
const running = new WeakMap<Deps["database"], Set<string>>();

type Asked = Omit<BacktestCall, "signal" | "onProgress">;

/**
 * Responds with the result of a backtest as JSON, or with a stream of its progress. Closing the connection cancels it.
 * @throws AppError QUEUE_FULL while another one of the organisation, or too many, are running; INVALID_REQUEST after ten minutes
 */
export async function answerBacktest(c: Context<AppEnv>, asked: Asked): Promise<Response> {
  const { deps, principal } = asked;
  const leave = enter(deps, principal.scope.orgId);
  const cancel = new AbortController();
  const signal = AbortSignal.any([c.req.raw.signal, deps.stopping, cancel.signal, AbortSignal.timeout(MAX_RUN_MS)]);
  if (!(c.req.header("accept") ?? "").includes("text/event-stream")) {
    try {
      return c.json(await run({ ...asked, signal, onProgress: () => {} }));
    } finally {
      leave();
    }
  }
  return streamProgress(c, cancel, (onProgress) => run({ ...asked, signal, onProgress }).finally(leave));
}

async function run(call: BacktestCall): Promise<BacktestResult> {
  try {
    return await backtestPolicy(call);
  } catch (error) {
    if (!call.signal.aborted || error instanceof AppError) throw error;
    if (call.signal.reason instanceof DOMException && call.signal.reason.name === "TimeoutError")
      throw new AppError("INVALID_REQUEST", {
        detail: "The backtest takes longer than ten minutes. Request fewer decisions or a shorter time range.",
        errors: [{ path: "limit", message: "takes longer than ten minutes" }],
      });
    throw new AppError("SHUTTING_DOWN", { detail: "The backtest was interrupted. Run it again.", retryAfter: 1 });
  }
}

/** Streams the backtest. Early errors become responses with their status; later errors end the stream. */
async function streamProgress(
  c: Context<AppEnv>,
  cancel: AbortController,
  start: (onProgress: (progress: BacktestProgress) => void) => Promise<BacktestResult>,
): Promise<Response> {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  const stream = new ReadableStream<Uint8Array>({
    start(started) {
      controller = started;
    },
    cancel() {
      controller = null;
      cancel.abort();
    },
  });
  // Progress is at most ten short events per second, so no backpressure is needed.
  const send = (event: string, data: object) => controller?.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  let sentAt = Number.NEGATIVE_INFINITY;
  let begin = () => {};
  const began = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const work = start((progress) => {
    begin();
    if (performance.now() - sentAt < BETWEEN_PROGRESS_MS && progress.done < progress.total) return;
    sentAt = performance.now();
    send("progress", progress);
  });
  const ended = work.then(
    (result) => send("result", result),
    async (error) => send("problem", (await problemResponse(toAppError(error), c.get("requestId")).json()) as Problem),
  );
  await Promise.race([began, work]);
  void ended.finally(() => controller?.close());
  return c.body(stream, 200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  });
}

/** Reserves a slot. Returns a function that releases it. */
function enter(deps: Pick<Deps, "database">, orgId: string): () => void {
  const runningOrgs = running.get(deps.database) ?? new Set<string>();
  running.set(deps.database, runningOrgs);
  if (runningOrgs.has(orgId) || runningOrgs.size >= MAX_RUNNING)
    throw new AppError("QUEUE_FULL", {
      detail: runningOrgs.has(orgId)
        ? "A backtest of this organisation is running. Wait for its end, or cancel it."
        : "Other backtests are running. Try again in a few seconds.",
      retryAfter: 5,
    });
  runningOrgs.add(orgId);
  return () => void runningOrgs.delete(orgId);
}
