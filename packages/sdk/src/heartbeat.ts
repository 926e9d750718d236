import { AgentLatticeError } from "./errors.ts";
import { checkOptions } from "./transport/check-options.ts";
import { CLIENT_NAME, clientIdOf } from "./transport/client-id.ts";
import { sleep } from "./transport/clock.ts";
import type { Config } from "./transport/config.ts";
import { decode } from "./transport/decode.ts";
import { send } from "./transport/send.ts";

const DEFAULT_INTERVAL_MS = 10_000;
const MIN_INTERVAL_MS = 1_000;
/** The longest interval at which a client stays live. */
const MAX_INTERVAL_MS = 30_000;

/** Options of `heartbeat`. */
export interface HeartbeatOptions {
  /** Name of this client among those with the same key. Default: a random id of this object. */
  readonly client?: string;
  /** Default: name and version of this SDK. */
  readonly version?: string;
  /** The run that the client works on. Omit it between runs. */
  readonly runId?: string;
  readonly signal?: AbortSignal;
}

/** The answer to a heartbeat. */
export interface HeartbeatResult {
  /** True while a halt stops everything that the agent may do. */
  readonly halted: boolean;
  /** The halts in force that stop the agent or a part of what it may do. */
  readonly halts: readonly string[];
  /** Grows with each change that can alter an answer, such as a policy or a halt. */
  readonly configVersion: number;
}

/** Options of `heartbeat.start`. */
export interface HeartbeatLoopOptions extends Omit<HeartbeatOptions, "runId"> {
  /** Pause between two heartbeats, in milliseconds, from 1,000 to 30,000. Default: 10,000. */
  readonly intervalMs?: number;
  /** Returns the run that the client works on now. */
  readonly runId?: () => string | undefined;
  /** Receives each answer. */
  readonly onResult?: (result: HeartbeatResult) => void;
  /** Receives heartbeats that failed, and what `onResult` throws. Default: they are ignored, and the next heartbeat is sent as planned. */
  readonly onError?: (error: unknown) => void;
}

/** Heartbeats: they show people that the client works, and report to the client whether a person has halted its agent. They never allow anything. */
export interface Heartbeats {
  /**
   * Sends one heartbeat. Fails open: when it cannot be delivered it rejects, and decisions are made as before.
   *
   * @throws AgentLatticeError `NOT_FOUND` for a run that neither this agent nor an agent above it created
   * @example
   * const { halted } = await al.heartbeat({ runId: run.id });
   */
  (options?: HeartbeatOptions): Promise<HeartbeatResult>;
  /**
   * Sends a heartbeat now and every 10 seconds until the returned function or `unsubscribe` ends it. Fails open: a heartbeat that fails
   * stops nothing, `onError` receives it, and the next one is sent as planned. The process keeps running until it is ended.
   *
   * @throws AgentLatticeError `INVALID_OPTION`
   * @example
   * const stop = al.heartbeat.start({ onResult: ({ halted }) => halted && queue.pause() });
   */
  start(options?: HeartbeatLoopOptions): () => void;
}

export function createHeartbeats(config: Config, onStop: (stop: () => void) => () => void): Heartbeats {
  const send = async (options: HeartbeatOptions = {}) => {
    checkOptions("heartbeat", options);
    return sendHeartbeat(config, options);
  };
  return Object.assign(send, { start: (options: HeartbeatLoopOptions = {}) => startHeartbeats(config, options, onStop) });
}

async function sendHeartbeat(config: Config, { client, version, runId, signal }: HeartbeatOptions): Promise<HeartbeatResult> {
  const { body } = await send(config, {
    method: "POST",
    path: "/heartbeat",
    body: { client: client ?? clientIdOf(config), version: version ?? CLIENT_NAME, ...(runId === undefined ? {} : { run_id: runId }) },
    ...(signal && { signal }),
  });
  return decode({ halted: "flag", halts: ["text"], config_version: "number" }, body, "heartbeat");
}

function startHeartbeats(config: Config, options: HeartbeatLoopOptions, onStop: (stop: () => void) => () => void): () => void {
  checkOptions("heartbeat.start", options);
  const { intervalMs = DEFAULT_INTERVAL_MS, signal } = options;
  if (!(intervalMs >= MIN_INTERVAL_MS && intervalMs <= MAX_INTERVAL_MS))
    throw new AgentLatticeError("INVALID_OPTION", `intervalMs must be from ${MIN_INTERVAL_MS} to ${MAX_INTERVAL_MS}.`);
  const controller = new AbortController();
  const forget = onStop(() => controller.abort());
  const stop = () => {
    signal?.removeEventListener("abort", stop);
    forget();
    controller.abort();
  };
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  void sendAll(config, options, intervalMs, controller.signal);
  return stop;
}

async function sendAll(config: Config, options: HeartbeatLoopOptions, intervalMs: number, signal: AbortSignal): Promise<void> {
  const { client, version, runId, onResult, onError = () => {} } = options;
  while (!signal.aborted) {
    try {
      const run = runId?.();
      const result = await sendHeartbeat(config, {
        ...(client === undefined ? {} : { client }),
        ...(version === undefined ? {} : { version }),
        ...(run === undefined ? {} : { runId: run }),
        signal,
      });
      onResult?.(result);
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
    await sleep(intervalMs, signal).catch(() => {});
  }
}
