import { visibleAgents } from "../audit/visible-agents.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { Feed } from "./feed.ts";
import { Sender } from "./sender.ts";
import type { StreamInput } from "./stream-input.ts";

const HEARTBEAT_MS = 15_000;
/** Maximum interval of the checks for a stalled reader. */
const STALL_CHECK_MS = 1_500;

/**
 * Streams live entries as server-sent events: `id` is the seq, `data` the row of the audit list. Heartbeats have the id up to which all
 * entries were checked, so that a client with a narrow filter resumes near the end. A client that does not read for
 * AL_STREAM_STALL_SECONDS is disconnected.
 * @throws AppError CURSOR_EXPIRED, TOO_MANY_STREAMS; nothing was sent then
 */
export async function streamEvents(input: StreamInput): Promise<void> {
  const release = input.deps.streamLimit.take(input.principal);
  try {
    const sender = await openStream(input);
    sender.onClose(release);
  } catch (error) {
    release();
    throw error;
  }
}

async function openStream(input: StreamInput): Promise<Sender> {
  const { deps, orgId, lastSeq } = input;
  const [head] = await deps.database.lookups.headVersions([orgId]);
  const size = head?.size ?? 0;
  const most = deps.env.AL_STREAM_REPLAY;
  const from = lastSeq === null ? size : lastSeq + 1;
  if (size - from > most)
    throw new AppError("CURSOR_EXPIRED", {
      detail: `The stream replays at most ${most} entries. List /audit/events from this position, then start a new stream.`,
    });
  if (from > size) throw new AppError("CURSOR_EXPIRED", { detail: "Last-Event-ID is beyond the ledger. Start without it." });

  const sender = new Sender(input.outgoing);
  const leave = input.principal.kind === "agent" ? await joinHalts(input, sender) : await joinPresence(input, sender);
  const feed = new Feed(input, { from, size, sender });
  const stop = deps.tailers.follow(orgId, size, (events) => feed.push(events));
  const beat = setInterval(heartbeat(deps, sender, feed), HEARTBEAT_MS).unref();
  const stall = setInterval(() => endWhenStalled(input, sender), Math.min(STALL_CHECK_MS, deps.env.AL_STREAM_STALL_SECONDS * 500)).unref();
  const end = () => sender.close();
  const unwatch = deps.credentials.watch(input.authorization, orgId, end);
  deps.streams.add(end);
  sender.onClose(() => {
    stop();
    leave();
    clearInterval(beat);
    unwatch();
    clearInterval(stall);
    deps.streams.delete(end);
  });
  sender.start(input.headers);
  sender.write(`retry: 1000\n: connected at ${size}\n${cursor(from)}\n`);
  feed.pump();
  return sender;
}

/** Sends the halts that stop an agent to its stream. They have no id, so they do not move the cursor of the client. */
async function joinHalts({ deps, principal, client }: StreamInput, sender: Sender): Promise<() => void> {
  if (principal.kind !== "agent" || client === null) return () => {};
  return deps.haltNotices.follow({
    principal,
    ...client,
    send: (event, data) => sender.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
  });
}

/** Sends changes of presence. They have no id either. */
async function joinPresence({ deps, orgId, principal, presence }: StreamInput, sender: Sender): Promise<() => void> {
  if (presence === null) return () => {};
  return deps.presence.follow({
    orgId,
    sees: () => visibleAgents(deps, principal),
    send: (changed) => {
      if (presence(changed)) sender.write(`event: presence.changed\ndata: ${JSON.stringify(changed)}\n\n`);
    },
  });
}

function heartbeat({ now }: Pick<Deps, "now">, sender: Sender, feed: Feed): () => void {
  return () => {
    if (sender.ready) sender.write(`: ${new Date(now()).toISOString()}\n${cursor(feed.next)}\n`);
  };
}

/** Breaks the connection of a stalled client, because closing would wait for it. The client can resume with Last-Event-ID. */
function endWhenStalled({ deps }: StreamInput, sender: Sender): void {
  const since = sender.waitingSince;
  if (since === null || performance.now() - since < deps.env.AL_STREAM_STALL_SECONDS * 1_000) return;
  deps.log.info({ seconds: deps.env.AL_STREAM_STALL_SECONDS }, "a stream was ended: its reader did not keep up");
  sender.destroy();
}

const cursor = (next: number) => (next > 0 ? `id: ${next - 1}\n` : "");
