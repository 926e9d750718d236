import type { AuditEvent } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { readEvents } from "./tailers.ts";

const HEARTBEAT_MS = 15_000;
const PAGE = 500;
/** Beyond this a client lists instead of replaying. */
const MAX_REPLAY = 10_000;
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

export interface StreamInput {
  readonly deps: Deps;
  readonly principal: Principal;
  /** seq of the last event the client has, from Last-Event-ID. */
  readonly lastSeq: number | null;
  readonly accepts: (event: AuditEvent) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Live entries as server-sent events: `id` is the seq, `data` the row of the audit list.
 * Follows first, then replays, then drops what came twice: nothing is missed between the two.
 * @throws AppError CURSOR_EXPIRED
 */
export async function streamEvents({ deps, principal, lastSeq, accepts, signal }: StreamInput): Promise<ReadableStream<Uint8Array>> {
  const { orgId } = principal.scope;
  const [head] = await deps.database.lookups.headVersions([orgId]);
  const size = head?.size ?? 0;
  const from = lastSeq === null ? size : lastSeq + 1;
  if (size - from > MAX_REPLAY)
    throw new AppError("CURSOR_EXPIRED", {
      detail: `The stream replays at most ${MAX_REPLAY} entries. List /audit/events from there, then stream.`,
    });
  if (from > size) throw new AppError("CURSOR_EXPIRED", { detail: "Last-Event-ID is beyond the ledger. Start without it." });

  const stop: (() => void)[] = [];
  const end = () => stop.splice(0).forEach((undo) => undo());
  return new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        const send = createSender(controller, end);
        send.raw(`retry: 1000\n: connected at ${size}\n\n`);
        let next = from;
        let waiting: AuditEvent[] | null = [];
        const deliver = (events: readonly AuditEvent[]) => {
          for (const event of events) {
            if (event.seq < next) continue;
            next = event.seq + 1;
            if (accepts(event)) send.event(event);
          }
        };
        stop.push(deps.tailers.follow(orgId, size, (events) => (waiting ? waiting.push(...events) : deliver(events))));
        const heartbeat = setInterval(() => send.raw(`: ${new Date(deps.now()).toISOString()}\n\n`), HEARTBEAT_MS).unref();
        stop.push(
          () => clearInterval(heartbeat),
          () => send.close(),
        );
        signal.addEventListener("abort", end, { once: true });
        deps.streams.add(end);
        stop.push(() => deps.streams.delete(end));
        try {
          while (next < size) deliver(await readEvents(deps.database, orgId, next, PAGE));
          deliver(waiting);
          waiting = null;
        } catch (err) {
          deps.log.warn({ err }, "a stream could not replay");
          end();
        }
      },
      cancel: end,
    },
    { highWaterMark: 64 },
  );
}

function createSender(controller: ReadableStreamDefaultController<Uint8Array>, end: () => void) {
  const encoder = new TextEncoder();
  let open = true;
  let buffered = 0;
  const raw = (text: string) => {
    if (!open) return;
    const bytes = encoder.encode(text);
    buffered = (controller.desiredSize ?? 0) > 0 ? bytes.length : buffered + bytes.length;
    controller.enqueue(bytes);
    // A client that does not read is let go; it resumes with Last-Event-ID.
    if (buffered > MAX_BUFFERED_BYTES) end();
  };
  return {
    raw,
    event: (event: AuditEvent) => raw(`id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`),
    close() {
      if (!open) return;
      open = false;
      controller.close();
    },
  };
}
