import type { Receipt } from "../results.ts";
import { checkOptions } from "../transport/check-options.ts";
import type { Config } from "../transport/config.ts";
import { decode } from "../transport/decode.ts";
import { mintEventId } from "../transport/event-id.ts";
import { send } from "../transport/send.ts";
import { recordedEvent } from "../transport/shapes.ts";
import { type AuditList, type AuditOptions, listAudit } from "./audit.ts";

/** Options of `audit.log` and `track`. */
export interface AppEventOptions {
  /** Your id of what the event is about. */
  readonly subject?: string;
  /** Id of a run that `createRun` returned to this agent, or to an agent above it in its delegation chain. */
  readonly runId?: string;
  readonly sessionId?: string;
  readonly correlationId?: string;
}

/** An event of your program in the ledger. */
export interface RecordedEvent {
  /** Id of the ledger entry. */
  readonly id: string;
  readonly kind: string;
  readonly recordedAt: string;
  readonly receipt?: Receipt;
}

/** The events of a program: at most 64 KiB of JSON. */
export type AppEventData = Readonly<Record<string, unknown>>;

/** Reads and extends the ledger. Calling it lists entries. */
export interface Audit {
  /**
   * Lists ledger entries, newest first. Awaiting returns one page; iterating returns that page and all older entries. An agent's key sees
   * its own entries and those of the agents it delegated to. Fails closed: it throws without an answer.
   *
   * @example
   * const { events, nextCursor } = await al.audit({ actionType: "pr.*", limit: 20 });
   * @example
   * for await (const event of al.audit({ kind: "action.denied" })) console.log(event.seq, event.denialReason);
   */
  (options?: AuditOptions): AuditList;
  /**
   * Records an auditable event that is not a gated action, such as `app.invoice.sent`. Resolves when it is in the ledger. Its name and data
   * are stored encrypted, behind a commitment. Fails closed: it throws when the event is not recorded.
   *
   * @param kind `app.` and a name in lower case, or `skill.registered`, `mcp.connected` or `mcp.error`
   * @throws AgentLatticeError
   * @example
   * await al.audit.log("app.invoice.sent", { amount: "120.00" }, { subject: "invoice-1842" });
   */
  log(kind: string, data?: AppEventData, options?: AppEventOptions): Promise<RecordedEvent>;
}

/** Returns the functions of `al.audit`. */
export function createAudit(config: Config): Audit {
  const list = (options: AuditOptions = {}) => listAudit(config, options);
  return Object.assign(list, {
    async log(kind: string, data: AppEventData = {}, options: AppEventOptions = {}) {
      checkOptions("audit.log", options);
      return recordEvent(config, kind, data, options);
    },
  });
}

/**
 * Sends `POST /events`. All attempts have the same idempotency key, so they record one event.
 * @throws AgentLatticeError
 */
async function recordEvent(
  config: Config,
  kind: string,
  data: AppEventData,
  { subject, runId, sessionId, correlationId }: AppEventOptions,
): Promise<RecordedEvent> {
  const body = { kind, data, subject, run_id: runId, session_id: sessionId, correlation_id: correlationId };
  const answer = await send(config, { method: "POST", path: "/events", body, headers: { "idempotency-key": mintEventId() } });
  return decode(recordedEvent, answer.body, "event");
}
