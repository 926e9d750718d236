import { actionPrefixOf } from "@agentlattice/core/action-pattern";
import { openPayloadText, type SealContext } from "../ledger/payload.ts";
import { openSingleConnection } from "../pools/single-connection.ts";
import type { CopiedRow } from "../tenancy/copied-row.ts";
import { literal } from "../tenancy/copy-out.ts";
import { type OrgRead, openOrgReader } from "../tenancy/org-reader.ts";
import { grantOrgScope } from "../tenancy/org-scope.ts";

/** Filter of recorded decisions. They are read newest first. */
export interface RecordedFilter {
  /** Action patterns: an action type, a prefix such as `pr.*`, or `*`. */
  readonly patterns: readonly string[];
  /** UUIDs of agents; null for all agents. */
  readonly agentIds: readonly string[] | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** A batch of decisions that match a filter, as an id range with its count. */
export interface DecisionBatch {
  readonly newest: string;
  readonly oldest: string;
  readonly count: number;
  /** Number of ledger entries in the id range, including those that do not match. */
  readonly entries: number;
}

export interface TilePlan {
  readonly total: number;
  readonly batches: readonly DecisionBatch[];
  /** True when more decisions match than the limit allows. */
  readonly more: boolean;
  readonly since: Date | null;
  readonly until: Date | null;
  /** UUIDs of the agents that made the decisions. */
  readonly agentIds: readonly string[];
}

/** A decision with its submission. */
export interface Recorded {
  readonly id: string;
  /** seq of its ledger entry. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly actionType: string;
  readonly agentId: string;
  readonly environment: string;
  readonly status: string;
  readonly denialReason: string | null;
  /** The payload `decision` as JSON text; null when it was erased. */
  readonly payload: string | null;
}

export interface RecordedOptions {
  /** Connection of role al_app. */
  readonly url: string;
  /** The scope of an authenticated credential. */
  readonly orgId: string;
  readonly origin: string;
  readonly dataKey: Buffer;
  readonly onError: (error: Error) => void;
}

/** Reads recorded decisions in bulk over its own connection. */
export interface RecordedDecisions {
  plan(filter: RecordedFilter, limit: number): Promise<TilePlan>;
  /** Reads the decisions of a batch, newest first. @param each called for each row as it arrives */
  read(filter: RecordedFilter, batch: DecisionBatch, each: (recorded: Recorded) => void): Promise<void>;
  close(): Promise<void>;
}

const BATCH_DECISIONS = 2_000;
/** Timeout of a batch. It is long because decisions are evaluated while they are read. */
const TIMEOUT_MS = 900_000;
const FIELD = "decision";
/** Number of unmatched entries per match up to which reading the whole range is cheaper than index look-ups. */
const ENTRIES_PER_DECISION = 4;
/** Ids are generated slightly before the decision is dated. */
const ID_SLACK_MS = 3_600_000;

export function openRecordedDecisions({ url, orgId, origin, dataKey, onError }: RecordedOptions): RecordedDecisions {
  const scope = grantOrgScope(orgId);
  const connection = openSingleConnection(url, TIMEOUT_MS, onError);
  const reader = openOrgReader(connection);
  return {
    async plan(filter, limit) {
      const [row] = await reader.rows<PlanRow>(scope, planRead(orgId, filter, limit));
      return toPlan(row as PlanRow, limit);
    },
    read(filter, batch, each) {
      const whole = batch.entries <= batch.count * ENTRIES_PER_DECISION;
      const text = whole ? rangeRead(orgId, filter, batch) : lookUpRead(orgId, filter, batch);
      return reader.copy(scope, { text, whole }, (row) => each(toRecorded(row, { dataKey, orgId, origin, field: FIELD })));
    },
    close: () => connection.close(),
  };
}

interface Edge {
  /** Position among the matches; the newest is 0. */
  readonly n: number;
  readonly id: string;
  readonly seq: number;
}

interface PlanRow {
  readonly seen: number;
  readonly edges: Edge[] | null;
  readonly since: Date | null;
  readonly until: Date | null;
  readonly agents: string[] | null;
}

/** Ids are UUIDv7, so the order of the primary keys is the order of time. */
function planRead(orgId: string, filter: RecordedFilter, limit: number): OrgRead {
  const values: unknown[] = [];
  const condition = conditionOf(orgId, filter, (value) => `$${values.push(value)}`);
  const most = values.push(limit);
  const text = `WITH found AS MATERIALIZED (SELECT d.id, d.seq, d.ts, d.agent_id, row_number() OVER (ORDER BY d.id DESC) - 1 AS n
      FROM app.decision d WHERE ${condition} ORDER BY d.id DESC LIMIT $${most}::int + 1),
    seen AS (SELECT count(*)::int AS count FROM found)
    SELECT seen.count AS seen,
      (SELECT json_agg(json_build_object('n', n, 'id', id, 'seq', seq)) FROM found
        WHERE n < $${most} AND (n % ${BATCH_DECISIONS} IN (0, ${BATCH_DECISIONS - 1}) OR n = least(seen.count, $${most}) - 1)) AS edges,
      (SELECT min(ts) FROM found WHERE n < $${most}) AS since,
      (SELECT max(ts) FROM found WHERE n < $${most}) AS until,
      (SELECT array_agg(a.agent_id::text) FROM (SELECT DISTINCT agent_id FROM found WHERE n < $${most}) a) AS agents
    FROM seen`;
  return { text, values };
}

function toPlan({ seen, edges, since, until, agents }: PlanRow, limit: number): TilePlan {
  const total = Math.min(seen, limit);
  const at = new Map((edges ?? []).map((edge) => [edge.n, edge]));
  const batches = Array.from({ length: Math.ceil(total / BATCH_DECISIONS) }, (_, i) => {
    const count = Math.min(BATCH_DECISIONS, total - i * BATCH_DECISIONS);
    const [newest, oldest] = [at.get(i * BATCH_DECISIONS), at.get(i * BATCH_DECISIONS + count - 1)] as [Edge, Edge];
    return { newest: newest.id, oldest: oldest.id, count, entries: Math.abs(newest.seq - oldest.seq) + 1 };
  });
  return { total, batches, more: seen > limit, since, until, agentIds: agents ?? [] };
}

const COLUMNS = "d.id, d.seq, d.ts, d.action_type, d.agent_id, d.environment, d.status, d.denial_reason, s.salt, p.ciphertext";

function toRecorded(row: CopiedRow, context: Omit<SealContext, "entryId">): Recorded {
  const id = row.uuid();
  return {
    id,
    seq: row.int8(),
    at: row.timestamp(),
    actionType: row.text(),
    agentId: row.uuid(),
    environment: row.text(),
    status: row.text(),
    denialReason: row.textOrNull(),
    payload: toPayload({ ...context, entryId: id }, row.bytes(), row.bytes()),
  };
}

function toPayload(context: SealContext, salt: Buffer | null, ciphertext: Buffer | null): string | null {
  return salt && ciphertext ? openPayloadText(context, salt, ciphertext) : null;
}

/** SQL that reads the whole range along the primary keys, for filters that match most entries. */
function rangeRead(orgId: string, filter: RecordedFilter, batch: DecisionBatch): string {
  const stored = (alias: string) =>
    `${alias}.org_id = ${literal(orgId)} AND ${alias}.entry_id = d.id AND ${alias}.field = '${FIELD}'
      AND ${alias}.entry_id BETWEEN ${literal(batch.oldest)} AND ${literal(batch.newest)}`;
  return `SELECT ${COLUMNS} FROM (${batchDecisions(orgId, filter, batch)}) d
    LEFT JOIN app.ledger_payload p ON ${stored("p")}
    LEFT JOIN app.ledger_salt s ON ${stored("s")}
    ORDER BY d.id DESC`;
}

/** SQL for filters that match few entries. LIMIT makes the planner use one index look-up per row. */
function lookUpRead(orgId: string, filter: RecordedFilter, batch: DecisionBatch): string {
  const stored = `x.org_id = ${literal(orgId)} AND x.entry_id = d.id AND x.field = '${FIELD}' LIMIT 1`;
  return `SELECT ${COLUMNS} FROM (${batchDecisions(orgId, filter, batch)}) d
    LEFT JOIN LATERAL (SELECT x.ciphertext FROM app.ledger_payload x WHERE ${stored}) p ON true
    LEFT JOIN LATERAL (SELECT x.salt FROM app.ledger_salt x WHERE ${stored}) s ON true
    ORDER BY d.id DESC`;
}

function batchDecisions(orgId: string, filter: RecordedFilter, { newest, oldest, count }: DecisionBatch): string {
  return `SELECT * FROM app.decision d WHERE ${conditionOf(orgId, filter, literal)}
    AND d.id BETWEEN ${literal(oldest)} AND ${literal(newest)} ORDER BY d.id DESC LIMIT ${literal(count)}`;
}

function conditionOf(
  orgId: string,
  { patterns, agentIds, from, to }: RecordedFilter,
  bind: (value: string | Date | readonly string[]) => string,
): string {
  const parts = [`d.org_id = ${bind(orgId)}`];
  if (!patterns.includes("*")) {
    const prefixes = patterns.map(actionPrefixOf).filter((prefix) => prefix !== undefined);
    parts.push(`(d.action_type = ANY(${bind(patterns)}::text[]) OR d.action_type ^@ ANY(${bind(prefixes)}::text[]))`);
  }
  if (agentIds) parts.push(`d.agent_id = ANY(${bind(agentIds)}::uuid[])`);
  if (from) parts.push(`d.ts >= ${bind(from)} AND d.id >= ${bind(uuidAt(from.getTime() - ID_SLACK_MS))}`);
  if (to) parts.push(`d.ts <= ${bind(to)}`);
  return parts.join(" AND ");
}

/** Returns the smallest UUIDv7 of a time. */
function uuidAt(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}
