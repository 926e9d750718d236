import { AgentLatticeError } from "./errors.ts";
import { type FollowedStream, followStream, parseEvent, type ReadStreamEvent } from "./stream/follow-events.ts";
import type { StreamStatus } from "./stream/subscribe-options.ts";
import { CLIENT_NAME, clientIdOf } from "./transport/client-id.ts";
import type { Config } from "./transport/config.ts";
import { decode } from "./transport/decode.ts";
import { idSegment } from "./transport/ids.ts";
import { send } from "./transport/send.ts";

/** The part of an organisation that a halt stops. */
export type HaltScope =
  | { readonly organisation: true }
  | { readonly agent: string }
  | { readonly action: string; readonly environment?: string }
  | { readonly environment: string };

/** A halt that stops this agent. */
export interface Halt {
  readonly id: string;
  readonly scope: HaltScope;
  /** RFC 3339 */
  readonly requestedAt: string;
  /** True for a drill: it ends by itself. Handle it like every other halt. */
  readonly drill: boolean;
}

/** Options of `onHalt`. */
export interface OnHaltOptions {
  /** Called when a halt has ended and the agent may act again. */
  readonly onResume?: (haltId: string) => unknown;
  readonly onStatus?: (status: StreamStatus) => void;
  /** Receives what the callbacks throw, and acknowledgements that cannot be delivered. Default: `console.error`. */
  readonly onError?: (error: unknown) => void;
  readonly signal?: AbortSignal;
}

/** A running `onHalt`. Call it, or `unsubscribe`, to end it. */
export interface HaltSubscription {
  (): void;
  unsubscribe(): void;
  /** Resolves when the stream opens for the first time. */
  readonly ready: Promise<void>;
  /** Resolves when the subscription was ended, and rejects with the error that ended it. */
  readonly closed: Promise<void>;
}

type Notice = { readonly name: "halt"; readonly halt: Halt } | { readonly name: "resume"; readonly id: string };

interface Watch {
  readonly config: Config;
  readonly callback: (halt: Halt) => unknown;
  readonly options: OnHaltOptions;
  readonly onError: (error: unknown) => void;
  /** The halts in force, with the promise of their callback and acknowledgement; false when it failed. */
  readonly known: Map<string, Promise<boolean>>;
  readonly signal: AbortSignal;
}

/** Follows the halts of the agent: runs the callback for each, then acknowledges it. */
export function watchHalts(
  config: Config,
  callback: (halt: Halt) => unknown,
  options: OnHaltOptions,
  onStop: (stop: () => void) => () => void,
): HaltSubscription {
  const controller = new AbortController();
  const stop = () => controller.abort();
  options.signal?.addEventListener("abort", stop, { once: true });
  if (options.signal?.aborted) stop();
  let opened: () => void = () => {};
  const open = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const watch: Watch = {
    config,
    callback,
    options,
    onError: options.onError ?? logFailure,
    known: new Map(),
    signal: controller.signal,
  };
  const onStatus = (status: StreamStatus) => {
    options.onStatus?.(status);
    if (status.state !== "open") return;
    opened();
    // A halt may have ended while the connection was lost.
    if (status.resumed && watch.known.size > 0)
      void findEnded(watch).catch((error: unknown) => !controller.signal.aborted && watch.onError(error));
  };
  const following: FollowedStream = {
    config,
    query: "?types=halt.*",
    options: { onStatus, onGap: () => {} },
    signal: controller.signal,
    lastEventId: "",
  };
  const forget = onStop(stop);
  const closed = follow(watch, following).finally(() => {
    options.signal?.removeEventListener("abort", stop);
    stop();
    forget();
  });
  closed.catch(watch.onError);
  const ready = Promise.race([open, closed]);
  ready.catch(() => {});
  return Object.assign(() => stop(), { unsubscribe: stop, ready, closed });
}

async function follow(watch: Watch, following: FollowedStream): Promise<void> {
  for await (const notice of followStream(following, readNotice)) {
    if (notice.name === "resume") end(watch, notice.id);
    else void begin(watch, notice.halt);
  }
}

const readNotice: ReadStreamEvent<Notice> = ({ name, data }) => {
  if (name === "resume") return { name, id: decode({ id: "text" }, parseEvent(data), name).id };
  if (name !== "halt") return null;
  const { scope, ...halt } = decode({ id: "text", scope: "json", requested_at: "text", drill: "flag" }, parseEvent(data), name);
  return { name, halt: { ...halt, scope: scope as HaltScope } };
};

/** Runs the callback of a halt once. A callback or an acknowledgement that failed is tried again when the server repeats the halt. */
async function begin(watch: Watch, halt: Halt): Promise<void> {
  if (await watch.known.get(halt.id)) return;
  watch.known.set(halt.id, stopAndAcknowledge(watch, halt));
}

/** Returns false when the callback or the acknowledgement failed. */
async function stopAndAcknowledge({ config, callback, onError, signal }: Watch, halt: Halt): Promise<boolean> {
  try {
    await callback(halt);
    const body = { client_id: clientIdOf(config), client: CLIENT_NAME };
    await send(config, { method: "POST", path: `/halts/${idSegment("hlt", halt.id)}/acknowledge`, body, signal });
    return true;
  } catch (error) {
    if (error instanceof AgentLatticeError && error.code === "HALT_ENDED") return true;
    if (!signal.aborted) onError(error);
    return false;
  }
}

function end({ known, options, onError }: Watch, id: string): void {
  if (!known.delete(id)) return;
  Promise.resolve(id).then(options.onResume).catch(onError);
}

async function findEnded(watch: Watch): Promise<void> {
  const { body } = await send(watch.config, { method: "GET", path: "/halts?active=true&limit=200", signal: watch.signal });
  const active = new Set(decode({ data: [{ id: "text" }] }, body, "halts").data.map(({ id }) => id));
  for (const id of [...watch.known.keys()]) if (!active.has(id)) end(watch, id);
}

function logFailure(error: unknown): void {
  console.error(`AgentLattice: a halt was not confirmed: ${error instanceof Error ? error.message : String(error)}`);
}
