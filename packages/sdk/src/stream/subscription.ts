import { AgentLatticeError } from "../errors.ts";
import type { AuditEvent } from "../ledger/audit-event.ts";
import type { Config } from "../transport/config.ts";
import { type Following, followEvents } from "./follow-events.ts";
import { resumeFrom, type StreamStatus, type SubscribeOptions, streamQuery } from "./subscribe-options.ts";

/**
 * A running subscription. Call it, or `unsubscribe`, to end it.
 *
 * @example
 * const stop = al.subscribe(console.log);
 * await stop.ready;
 * stop();
 */
export interface Subscription {
  (): void;
  unsubscribe(): void;
  /** Resolves when the stream opens for the first time. Later events are delivered. */
  readonly ready: Promise<void>;
  /** Resolves when the subscription was ended, and rejects with the error that ended it. */
  readonly closed: Promise<void>;
  /** The last delivered event. Pass it to `subscribe` to resume after a restart. */
  readonly lastEventId: string | undefined;
}

/** A running subscription as an iterator. Leaving the loop ends it. */
export interface EventStream extends AsyncIterableIterator<AuditEvent> {
  unsubscribe(): void;
  /** Resolves when the stream opens for the first time. Later events are delivered. */
  readonly ready: Promise<void>;
  /** The last delivered event. Pass it to `subscribe` to resume after a restart. */
  readonly lastEventId: string | undefined;
}

/** The parts that both forms of a subscription share. */
interface Source {
  readonly following: Following;
  readonly events: AsyncGenerator<AuditEvent, void, undefined>;
  readonly ready: Promise<void>;
  stop(): void;
}

/** Runs a subscription with a callback, one event at a time. */
export function subscribeWith(
  config: Config,
  callback: (event: AuditEvent) => unknown,
  options: SubscribeOptions,
  onStop: (stop: () => void) => () => void,
): Subscription {
  const source = createSource(config, options);
  const forget = onStop(source.stop);
  const run = async () => {
    for await (const event of source.events) {
      await callback(event);
      if (source.following.signal.aborted) return;
    }
  };
  const closed = run().finally(() => {
    source.stop();
    forget();
  });
  closed.catch(options.onError ?? logFailure).catch(() => {});
  const stop = () => source.stop();
  const handle = { unsubscribe: stop, ready: source.ready, closed };
  return Object.defineProperty(Object.assign(stop, handle), "lastEventId", { get: () => lastIdOf(source) }) as Subscription;
}

/** Returns a subscription as an iterator. It connects at once, so that events before the loop begins are not missed. */
export function eventStream(config: Config, options: SubscribeOptions, onStop: (stop: () => void) => () => void): EventStream {
  const source = createSource(config, options);
  const forget = onStop(source.stop);
  let first: Promise<IteratorResult<AuditEvent, void>> | null = source.events.next();
  first.catch(() => {});
  let given = "";
  const end = async () => {
    source.stop();
    forget();
    await source.events.return();
    return { done: true, value: undefined } as const;
  };
  return {
    async next() {
      const next = first ?? source.events.next();
      first = null;
      const result = await next;
      if (!result.done) given = String(result.value.seq);
      return result;
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
    unsubscribe: () => void end().catch(() => {}),
    ready: source.ready,
    get lastEventId() {
      const passed = lastIdOf(source);
      return given === "" || Number(passed ?? -1) > Number(given) ? passed : given;
    },
  };
}

function createSource(config: Config, options: SubscribeOptions): Source {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const { signal } = options;
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  controller.signal.addEventListener("abort", () => signal?.removeEventListener("abort", stop), { once: true });

  let settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  ready.catch(() => {});
  const onStatus = (status: StreamStatus) => {
    if (status.state === "open") settle?.resolve();
    options.onStatus?.(status);
  };
  const following: Following = {
    config,
    query: streamQuery(options),
    options: { ...options, onStatus },
    signal: controller.signal,
    lastEventId: resumeFrom(options),
  };
  const events = followEvents(following);
  return { following, events: settling(events, (error) => settle?.reject(error)), ready, stop };
}

/** Forwards events, and rejects `ready` when the stream never opens. */
async function* settling(
  events: AsyncGenerator<AuditEvent, void, undefined>,
  ended: (error: unknown) => void,
): AsyncGenerator<AuditEvent, void, undefined> {
  try {
    yield* events;
    ended(new AgentLatticeError("SUBSCRIPTION_ENDED", "The subscription was ended before it was open."));
  } catch (error) {
    ended(error);
    throw error;
  }
}

const lastIdOf = ({ following }: Source) => following.lastEventId || undefined;

function logFailure(error: unknown): void {
  console.error(`AgentLattice: a subscription ended: ${error instanceof Error ? error.message : String(error)}`);
}
