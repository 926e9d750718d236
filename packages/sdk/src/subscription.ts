import type { AuditEvent } from "./audit-event.ts";
import type { Config } from "./config.ts";
import { AgentLatticeError } from "./errors.ts";
import { type Following, followEvents } from "./follow-events.ts";
import { resumeFrom, type StreamStatus, type SubscribeOptions, streamQuery } from "./subscribe-options.ts";

/**
 * A running subscription. Calling it ends it, as `unsubscribe` does.
 *
 * @example
 * const stop = al.subscribe(console.log);
 * await stop.ready;
 * stop();
 */
export interface Subscription {
  (): void;
  unsubscribe(): void;
  /** Resolves when the stream is open for the first time: what happens from then on is delivered. */
  readonly ready: Promise<void>;
  /** Resolves when it was ended, rejects with what ended it. */
  readonly closed: Promise<void>;
  /** Up to which event everything was delivered: give it to `subscribe` to go on after a restart. */
  readonly lastEventId: string | undefined;
}

/** A running subscription to loop over. Leaving the loop ends it. */
export interface EventStream extends AsyncIterableIterator<AuditEvent> {
  unsubscribe(): void;
  /** Resolves when the stream is open for the first time: what happens from then on is delivered. */
  readonly ready: Promise<void>;
  /** Up to which event everything was delivered: give it to `subscribe` to go on after a restart. */
  readonly lastEventId: string | undefined;
}

/** What both forms share: the events, and how to end them. */
interface Source {
  readonly following: Following;
  readonly events: AsyncGenerator<AuditEvent, void, undefined>;
  readonly ready: Promise<void>;
  stop(): void;
}

/** The callback form: one event at a time, the next one when the callback is done with the last. */
export function subscribeWith(
  config: Config,
  callback: (event: AuditEvent) => unknown,
  options: SubscribeOptions,
  onStop: (stop: () => void) => () => void,
): Subscription {
  const source = openSource(config, options);
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
  closed.catch(options.onError ?? complain).catch(() => {});
  const stop = () => source.stop();
  const handle = { unsubscribe: stop, ready: source.ready, closed };
  return Object.defineProperty(Object.assign(stop, handle), "lastEventId", { get: () => lastIdOf(source) }) as Subscription;
}

/** The loop form. It connects at once, so that nothing that happens before the loop begins is missed. */
export function eventStream(config: Config, options: SubscribeOptions, onStop: (stop: () => void) => () => void): EventStream {
  const source = openSource(config, options);
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

function openSource(config: Config, options: SubscribeOptions): Source {
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

/** Whoever waits for a stream that never opened is told that it will not. */
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

function complain(error: unknown): void {
  console.error(`AgentLattice: a subscription ended: ${error instanceof Error ? error.message : String(error)}`);
}
