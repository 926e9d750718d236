import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import type { EventFilter } from "./event-filter.ts";
import { Feed } from "./feed.ts";
import { createSender, type Sender } from "./sender.ts";

const HEARTBEAT_MS = 15_000;
/** Reads follow a revocation within two seconds. */
const LOOK_MS = 1_500;

export interface StreamInput {
  readonly deps: Deps;
  readonly orgId: string;
  readonly principal: Principal;
  /** seq of the last event the client has, from Last-Event-ID. */
  readonly lastSeq: number | null;
  readonly filter: EventFilter;
  /** Looks at the credential again. @throws AppError when it may see nothing any more */
  readonly look: () => Promise<unknown>;
  /** What it may see now. */
  readonly reload: () => Promise<EventFilter>;
  readonly signal: AbortSignal;
  /** Breaks the connection, whatever is still on its way. */
  readonly disconnect: () => void;
}

/**
 * Live entries as server-sent events: `id` is the seq, `data` the row of the audit list. Heartbeats carry the id up to which
 * everything was looked at, so that a client whose filter lets little through resumes near the end. A reader that leaves
 * something unread for AL_STREAM_STALL_SECONDS is disconnected.
 * @throws AppError CURSOR_EXPIRED, TOO_MANY_STREAMS
 */
export async function streamEvents(input: StreamInput): Promise<ReadableStream<Uint8Array>> {
  const release = input.deps.streamLimit.take(input.principal);
  try {
    const sender = await openStream(input);
    sender.onClose(release);
    return sender.stream;
  } catch (error) {
    release();
    throw error;
  }
}

async function openStream(input: StreamInput): Promise<Sender> {
  const { deps, orgId, lastSeq, signal } = input;
  const [head] = await deps.database.lookups.headVersions([orgId]);
  const size = head?.size ?? 0;
  const most = deps.env.AL_STREAM_REPLAY;
  const from = lastSeq === null ? size : lastSeq + 1;
  if (size - from > most)
    throw new AppError("CURSOR_EXPIRED", {
      detail: `The stream replays at most ${most} entries. List /audit/events from there, then stream.`,
    });
  if (from > size) throw new AppError("CURSOR_EXPIRED", { detail: "Last-Event-ID is beyond the ledger. Start without it." });

  const sender = createSender();
  const feed = new Feed(input, { from, size, sender });
  const stop = deps.tailers.follow(orgId, size, (events) => feed.push(events));
  const beat = setInterval(heartbeat(deps, sender, feed), HEARTBEAT_MS).unref();
  const look = setInterval(() => void recheck(input, sender), LOOK_MS).unref();
  const stall = setInterval(() => endWhenStalled(input, sender), Math.min(LOOK_MS, deps.env.AL_STREAM_STALL_SECONDS * 500)).unref();
  const end = () => sender.close();
  deps.streams.add(end);
  signal.addEventListener("abort", end, { once: true });
  sender.onClose(() => {
    stop();
    clearInterval(beat);
    clearInterval(look);
    clearInterval(stall);
    deps.streams.delete(end);
    signal.removeEventListener("abort", end);
  });
  sender.write(`retry: 1000\n: connected at ${size}\n${cursor(from)}\n`);
  feed.pump();
  return sender;
}

function heartbeat({ now }: Deps, sender: Sender, feed: Feed): () => void {
  return () => {
    if (sender.ready) sender.write(`: ${new Date(now()).toISOString()}\n${cursor(feed.next)}\n`);
  };
}

/** Closing alone would wait for the reader: the connection is broken. The client resumes with Last-Event-ID. */
function endWhenStalled({ deps, disconnect }: StreamInput, sender: Sender): void {
  const since = sender.waitingSince;
  if (since === null || performance.now() - since < deps.env.AL_STREAM_STALL_SECONDS * 1_000) return;
  deps.log.info({ seconds: deps.env.AL_STREAM_STALL_SECONDS }, "a stream was ended: its reader did not keep up");
  sender.close();
  disconnect();
}

/** INVARIANT: a credential that was revoked ends its open streams too. */
async function recheck({ deps, look }: StreamInput, sender: Sender): Promise<void> {
  try {
    await look();
  } catch (err) {
    if (err instanceof AppError && (err.code === "UNAUTHENTICATED" || err.code === "FORBIDDEN")) return sender.close();
    deps.log.warn({ err }, "the credential of a stream could not be looked at");
  }
}

const cursor = (next: number) => (next > 0 ? `id: ${next - 1}\n` : "");
