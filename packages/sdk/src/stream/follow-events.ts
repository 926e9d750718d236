import type { SseItem } from "@agentlattice/core/sse";
import { AgentLatticeError, AgentLatticeGapError } from "../errors.ts";
import { type AuditEvent, readAuditEvent } from "../ledger/audit-event.ts";
import { sleep } from "../transport/clock.ts";
import type { Config } from "../transport/config.ts";
import { decode } from "../transport/decode.ts";
import type { EventGap } from "./event-gap.ts";
import { type OpenStream, openStream } from "./open-stream.ts";
import type { SubscribeOptions } from "./subscribe-options.ts";

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

/** The state of a stream that is followed over any number of connections. */
export interface FollowedStream {
  readonly config: Config;
  readonly query: string;
  readonly options: Pick<SubscribeOptions, "onGap" | "onStatus">;
  readonly signal: AbortSignal;
  /** The id of the last delivered event, empty at first. */
  lastEventId: string;
}

/** The state of a subscription. */
export interface Following extends FollowedStream {
  readonly options: SubscribeOptions;
}

/** Events about halts and presence. They are not entries of the ledger. */
const NOT_ENTRIES: ReadonlySet<string> = new Set(["halt", "resume", "presence.changed"]);

type StreamEvent = Extract<SseItem, { type: "event" }>;

/** Returns what an event of the stream yields, or null for nothing. */
export type ReadStreamEvent<T> = (event: StreamEvent) => T | null;

/** Yields the entries of a subscription, each once and in order, over any number of connections. */
export function followEvents(following: Following): AsyncGenerator<AuditEvent, void, undefined> {
  return followStream(following, (event) => readEvent(following, event));
}

/**
 * Yields what `read` makes of the events of a stream, over any number of connections. A slow consumer slows the connection down: at most one
 * chunk is buffered.
 * @throws AgentLatticeError what is final; ends quietly when the signal is aborted
 */
export async function* followStream<T>(following: FollowedStream, read: ReadStreamEvent<T>): AsyncGenerator<T, void, undefined> {
  const { signal, options } = following;
  const pace = { failures: 0, retryMs: FIRST_RETRY_MS, opened: false };
  while (!signal.aborted) {
    let lost: AgentLatticeError | undefined;
    try {
      yield* readConnection(following, pace, read);
    } catch (error) {
      if (signal.aborted) return;
      lost = afterFailure(following, error);
    }
    pace.failures++;
    const inMs = pauseMs(pace, lost);
    options.onStatus?.({ state: "reconnecting", inMs, ...(lost === undefined ? {} : { error: lost }) });
    await sleep(inMs, signal).catch(() => {});
  }
}

interface Pace {
  failures: number;
  /** Pause before the first retry, as the server requested, in milliseconds. */
  retryMs: number;
  opened: boolean;
}

async function* readConnection<T>(following: FollowedStream, pace: Pace, read: ReadStreamEvent<T>): AsyncGenerator<T, void, undefined> {
  const { config, query, options, signal } = following;
  const stream = await openStream(config, query, following.lastEventId, signal);
  try {
    pace.failures = 0;
    options.onStatus?.({ state: "open", resumed: pace.opened });
    pace.opened = true;
    yield* readItems(following, pace, stream, read);
  } finally {
    stream.close();
  }
}

async function* readItems<T>(
  following: FollowedStream,
  pace: Pace,
  stream: OpenStream,
  read: ReadStreamEvent<T>,
): AsyncGenerator<T, void, undefined> {
  for (let items = await stream.read(); items !== null; items = await stream.read()) {
    for (const item of items) {
      if (item.type === "retry") pace.retryMs = Math.min(item.ms, MAX_RETRY_MS);
      const event = item.type === "event" ? read(item) : null;
      if (event !== null) yield event;
      // The id is stored after the event was consumed, so that a resumed subscription does not skip it.
      if (item.type === "event" || item.type === "cursor") following.lastEventId = item.id;
    }
  }
}

function readEvent(following: Following, item: StreamEvent): AuditEvent | null {
  if (NOT_ENTRIES.has(item.name)) return null;
  const body = parseEvent(item.data);
  if (item.name === "gap") {
    reportGap(following, decode({ from: "number", to: "number" }, body, "gap"));
    return null;
  }
  const event = readAuditEvent(body);
  return following.lastEventId !== "" && event.seq <= Number(following.lastEventId) ? null : event;
}

/** Handles the end of a connection. @throws what is final */
function afterFailure(following: FollowedStream, error: unknown): AgentLatticeError {
  if (!(error instanceof AgentLatticeError)) throw error;
  if (error.code === "CURSOR_EXPIRED" && !(error instanceof AgentLatticeGapError)) {
    reportGap(following, { from: Number(following.lastEventId) + 1 }, error);
    following.lastEventId = "";
    return error;
  }
  if (!error.retryable) throw error;
  return error;
}

function reportGap({ options }: FollowedStream, gap: EventGap, cause?: AgentLatticeError): void {
  if (!options.onGap) throw new AgentLatticeGapError(gap, cause);
  options.onGap(gap);
}

/**
 * Returns the pause before the next attempt. It doubles with each failure and has jitter, so that clients do not reconnect at the same
 * moment.
 */
function pauseMs({ failures, retryMs }: Pace, error: AgentLatticeError | undefined): number {
  const asked = error?.details.retryAfterMs;
  return (asked ?? Math.min(retryMs * 2 ** (failures - 1), MAX_RETRY_MS)) * (0.75 + Math.random() / 2);
}

/** Parses the data of an event. @throws AgentLatticeError INVALID_RESPONSE */
export function parseEvent(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw new AgentLatticeError("INVALID_RESPONSE", "An event of the stream is not JSON.");
  }
}
