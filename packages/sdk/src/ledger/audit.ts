import { checkOptions } from "../transport/check-options.ts";
import type { Config } from "../transport/config.ts";
import { decode } from "../transport/decode.ts";
import { send } from "../transport/send.ts";
import { auditPage, verifyResult } from "../transport/shapes.ts";
import type { AuditEvent } from "./audit-event.ts";

/** Filters of `audit`. An entry must match all of them. */
export interface AuditOptions {
  /** The `nextCursor` or `prevCursor` of a page. */
  cursor?: string;
  /** Entries per page: 1 to 200, default 50. */
  limit?: number;
  /** An action such as `pr.merge`, or a prefix such as `pr.*`. */
  actionType?: string;
  /** A kind such as `action.denied`, or a prefix such as `approval.*`. */
  kind?: string | readonly string[];
  agentId?: string;
  /** Id of a person, an agent or a key, or `system`. */
  actor?: string;
  status?: string | readonly string[];
  /** Id or name of the policy that decided. */
  policy?: string;
  approvalId?: string;
  runId?: string;
  /** The `sessionId` of the submission, or of its run. */
  sessionId?: string;
  correlationId?: string;
  /** The `eventId` of the submission, or its `auditEventId`. */
  eventId?: string;
  /** First entry: a seq or a time (RFC 3339 or Date), inclusive. */
  from?: number | string | Date;
  to?: number | string | Date;
  /** An id in any role, a seq such as `#41`, or a leaf hash. */
  q?: string;
  signal?: AbortSignal;
}

/** One page of the ledger, newest first. */
export interface AuditPage {
  events: AuditEvent[];
  hasMore: boolean;
  /** Cursor of the next older page. */
  nextCursor: string | null;
  /** Cursor of the next newer page. */
  prevCursor: string | null;
}

/** A list of entries. Awaiting it returns one page; iterating it returns that page and all older entries. */
export type AuditList = Promise<AuditPage> & AsyncIterable<AuditEvent>;

/** The server's own check of its ledger. `agentlattice verify` checks without trusting the server. */
export interface LedgerCheck {
  chainValid: boolean;
  /** Id of the first bad entry, or its seq when the row is gone. */
  firstBrokenAtRowId: string | null;
  size: number;
  /** Merkle root in base64. */
  root: string;
  checkedAt: string;
  /** Why `chainValid` is false. Servers of an earlier release do not state it. */
  faults?: LedgerFault[];
}

/** A reason why a ledger is not the one that was signed. */
export interface LedgerFault {
  class: string;
  /** The first entry that is known to be bad or missing. */
  seq: number | null;
  rowId: string | null;
  message: string;
  /** The signed hash or head, and the stored one, where they are known. */
  expected: string | null;
  found: string | null;
}

/** Sends `GET /audit/events`. */
export function listAudit(config: Config, options: AuditOptions): AuditList {
  const first = fetchPage(config, options);
  return Object.assign(first, {
    async *[Symbol.asyncIterator]() {
      for (let page = await first; ; page = await fetchPage(config, { ...options, cursor: page.nextCursor })) {
        yield* page.events;
        if (page.nextCursor === null) return;
      }
    },
  });
}

async function fetchPage(config: Config, options: AuditOptions): Promise<AuditPage> {
  checkOptions("audit", options);
  const { body } = await send(config, { method: "GET", path: `/audit/events?${queryOf(options)}`, signal: options.signal });
  const { data: events, ...page } = decode(auditPage, body, "audit");
  return { events, ...page };
}

function queryOf({ signal: _, ...options }: AuditOptions): URLSearchParams {
  const { actionType: action_type, agentId: agent_id, approvalId: approval_id, kind, status, from, to, ...others } = options;
  const { runId: run_id, sessionId: session_id, correlationId: correlation_id, eventId: event_id, ...same } = others;
  const ids = { action_type, agent_id, approval_id, run_id, session_id, correlation_id, event_id };
  const lists = { kind: joinWords(kind), status: joinWords(status) };
  const values = { ...same, ...ids, ...lists, from: toPosition(from), to: toPosition(to) };
  return new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}

const joinWords = (words: string | readonly string[] | undefined) => (typeof words === "string" ? words : words?.join(","));
const toPosition = (value: number | string | Date | undefined) => (value instanceof Date ? value.toISOString() : value);

/** Sends `GET /audit/verify`. */
export async function checkLedger(config: Config, options: { from?: number; to?: number; signal?: AbortSignal }): Promise<LedgerCheck> {
  const { signal, ...range } = options;
  const query = new URLSearchParams(Object.entries(range).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
  const { body } = await send(config, { method: "GET", path: `/audit/verify?${query}`, signal });
  return decode(verifyResult, body, "verify");
}
