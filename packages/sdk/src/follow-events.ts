import type { SseItem } from "@agentlattice/core/sse";
import { type AuditEvent, readAuditEvent } from "./audit-event.ts";
import { sleep } from "./clock.ts";
import type { Config } from "./config.ts";
import { AgentLatticeError, AgentLatticeGapError } from "./errors.ts";
import { Fields } from "./fields.ts";
import { type OpenStream, openStream } from "./open-stream.ts";
import type { EventGap, SubscribeOptions } from "./subscribe-options.ts";

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

/** Where a subscription is, and what it was asked for. */
export interface Following {
  readonly config: Config;
  readonly query: string;
  readonly options: SubscribeOptions;
  readonly signal: AbortSignal;
  /** The id after which it goes on, empty at first. */
  lastEventId: string;
}

/**
 * The events of a subscription, each once and in order, over as many connections as it takes. A consumer that takes its time
 * slows the connection down and is not buffered for: at most one piece of the network's is kept.
 * @throws AgentLatticeError what is final; ends quietly when the signal is aborted
 */
export async function* followEvents(following: Following): AsyncGenerator<AuditEvent, void, undefined> {
  const { signal, options } = following;
  const pace = { failures: 0, retryMs: FIRST_RETRY_MS, opened: false };
  while (!signal.aborted) {
    let lost: AgentLatticeError | undefined;
    try {
      yield* readConnection(following, pace);
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
  /** What the server asked to wait before the first retry. */
  retryMs: number;
  opened: boolean;
}

async function* readConnection(following: Following, pace: Pace): AsyncGenerator<AuditEvent, void, undefined> {
  const { config, query, options, signal } = following;
  const stream = await openStream(config, query, following.lastEventId, signal);
  try {
    pace.failures = 0;
    options.onStatus?.({ state: "open", resumed: pace.opened });
    pace.opened = true;
    yield* readItems(following, pace, stream);
  } finally {
    stream.close();
  }
}

async function* readItems(following: Following, pace: Pace, stream: OpenStream): AsyncGenerator<AuditEvent, void, undefined> {
  for (let items = await stream.read(); items !== null; items = await stream.read()) {
    for (const item of items) {
      if (item.type === "retry") pace.retryMs = Math.min(item.ms, MAX_RETRY_MS);
      const event = item.type === "event" ? readEvent(following, item) : null;
      if (event) yield event;
      // Only now: who resumes from here has had this one.
      if (item.type === "event" || item.type === "cursor") following.lastEventId = item.id;
    }
  }
}

function readEvent(following: Following, item: Extract<SseItem, { type: "event" }>): AuditEvent | null {
  const body = parsed(item.data);
  if (item.name === "gap") {
    const fields = new Fields(body, "gap");
    tellGap(following, { from: fields.number("from"), to: fields.number("to") });
    return null;
  }
  const event = readAuditEvent(body);
  return following.lastEventId !== "" && event.seq <= Number(following.lastEventId) ? null : event;
}

/** What the next try needs to know. @throws what is final */
function afterFailure(following: Following, error: unknown): AgentLatticeError {
  if (!(error instanceof AgentLatticeError)) throw error;
  if (error.code === "CURSOR_EXPIRED" && !(error instanceof AgentLatticeGapError)) {
    tellGap(following, { from: Number(following.lastEventId) + 1 }, error);
    following.lastEventId = "";
    return error;
  }
  if (!error.retryable) throw error;
  return error;
}

function tellGap({ options }: Following, gap: EventGap, cause?: AgentLatticeError): void {
  if (!options.onGap) throw new AgentLatticeGapError(gap, cause);
  options.onGap(gap);
}

/** Longer after each failure, and never the same for two clients of a server that restarts. */
function pauseMs({ failures, retryMs }: Pace, error: AgentLatticeError | undefined): number {
  const asked = error?.details.retryAfterMs;
  return (asked ?? Math.min(retryMs * 2 ** (failures - 1), MAX_RETRY_MS)) * (0.75 + Math.random() / 2);
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw new AgentLatticeError("INVALID_RESPONSE", "An event of the stream is not JSON.");
  }
}
