import { openPayloadText } from "../ledger/payload.ts";
import { type OrgRead, openOrgReader } from "../tenancy/org-reader.ts";
import { grantOrgScope } from "../tenancy/org-scope.ts";

/** Which decisions are read, newest first. */
export interface RecordedFilter {
  /** Patterns of actions: literal, `prefix.*` or `*`. */
  readonly patterns: readonly string[];
  /** UUIDs; `null`: of every agent. */
  readonly agentIds: readonly string[] | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** A run of decisions of a filter: from this id downwards, so many. */
export interface Tile {
  readonly newest: string;
  readonly count: number;
}

export interface TilePlan {
  readonly total: number;
  readonly tiles: readonly Tile[];
  /** Whether the filter holds for more than the limit let in. */
  readonly more: boolean;
  readonly since: Date | null;
  readonly until: Date | null;
  /** Whose decisions they are (UUIDs). */
  readonly agentIds: readonly string[];
}

/** One decision with what was submitted. */
export interface Recorded {
  readonly id: string;
  /** Of its entry in the ledger. */
  readonly seq: number;
  /** ms since the epoch */
  readonly at: number;
  readonly actionType: string;
  readonly agentId: string;
  readonly environment: string;
  readonly status: string;
  readonly denialReason: string | null;
  /** The payload `decision` as JSON text; `null` when it was erased. */
  readonly payload: string | null;
}

export interface RecordedOptions {
  /** Connection of role al_app. */
  readonly url: string;
  /** Of a credential that was authenticated. */
  readonly orgId: string;
  readonly origin: string;
  readonly dataKey: Buffer;
  readonly onError: (error: Error) => void;
}

/** Reads recorded decisions in bulk, on connections of its own. */
export interface RecordedDecisions {
  plan(filter: RecordedFilter, limit: number): Promise<TilePlan>;
  /** Decisions of a tile, newest first. */
  read(filter: RecordedFilter, tile: Tile): Promise<Recorded[]>;
  close(): Promise<void>;
}

const TILE_DECISIONS = 2_000;
const LIMITS = { connections: 2, timeout_ms: 60_000 };
const FIELD = "decision";
/** Ids are made a moment before the decision is dated. */
const ID_SLACK_MS = 3_600_000;

export function openRecordedDecisions({ url, orgId, origin, dataKey, onError }: RecordedOptions): RecordedDecisions {
  const scope = grantOrgScope(orgId);
  const reader = openOrgReader(url, onError, LIMITS);
  return {
    async plan(filter, limit) {
      const [row] = await reader.rows<PlanRow>(scope, planRead(orgId, filter, limit));
      return toPlan(row as PlanRow, limit);
    },
    async read(filter, tile) {
      const rows = await reader.rows<TileRow>(scope, tileRead(orgId, filter, tile));
      return rows.map(({ salt, ciphertext, ...row }) => {
        const place = { dataKey, orgId, origin, entryId: row.id, field: FIELD };
        return { ...row, payload: salt && ciphertext ? openPayloadText(place, salt, ciphertext) : null };
      });
    },
    close: () => reader.close(),
  };
}

interface PlanRow {
  readonly seen: number;
  readonly newest: string[] | null;
  readonly since: Date | null;
  readonly until: Date | null;
  readonly agents: string[] | null;
}

interface TileRow extends Omit<Recorded, "payload"> {
  readonly salt: Buffer | null;
  readonly ciphertext: Buffer | null;
}

/** Ids are UUIDv7: their order is the order of time, and that of the tables' primary keys, which are read along. */
function planRead(orgId: string, filter: RecordedFilter, limit: number): OrgRead {
  const values: unknown[] = [orgId];
  const condition = conditionOf(filter, values);
  values.push(limit + 1, limit);
  const [most, shown] = [values.length - 1, values.length];
  const text = `WITH found AS MATERIALIZED (SELECT d.id, d.ts, d.agent_id FROM app.decision d WHERE ${condition} ORDER BY d.id DESC LIMIT $${most}),
    numbered AS MATERIALIZED (SELECT f.*, row_number() OVER (ORDER BY f.id DESC) AS n FROM found f)
    SELECT (SELECT count(*)::int FROM found) AS seen,
      (SELECT array_agg(id::text ORDER BY n) FROM numbered WHERE n % ${TILE_DECISIONS} = 1 AND n <= $${shown}) AS newest,
      (SELECT min(ts) FROM numbered WHERE n <= $${shown}) AS since,
      (SELECT max(ts) FROM numbered WHERE n <= $${shown}) AS until,
      (SELECT array_agg(a.agent_id::text) FROM (SELECT DISTINCT agent_id FROM numbered WHERE n <= $${shown}) a) AS agents`;
  return { text, values };
}

function toPlan({ seen, newest, since, until, agents }: PlanRow, limit: number): TilePlan {
  const total = Math.min(seen, limit);
  const tiles = (newest ?? []).map((id, i) => ({ newest: id, count: Math.min(TILE_DECISIONS, total - i * TILE_DECISIONS) }));
  return { total, tiles, more: seen > limit, since, until, agentIds: agents ?? [] };
}

/** LIMIT keeps the planner to one look-up a row: a join would read the whole tables again for every tile. */
function tileRead(orgId: string, filter: RecordedFilter, { newest, count }: Tile): OrgRead {
  const values: unknown[] = [orgId];
  const condition = conditionOf(filter, values);
  values.push(newest, count);
  const text = `SELECT d.id, d.seq::float8 AS seq, (extract(epoch FROM d.ts) * 1000)::float8 AS at, d.action_type AS "actionType", d.agent_id AS "agentId",
      d.environment, d.status, d.denial_reason AS "denialReason", s.salt, p.ciphertext
    FROM (SELECT * FROM app.decision d WHERE ${condition} AND d.id <= $${values.length - 1} ORDER BY d.id DESC LIMIT $${values.length}) d
    LEFT JOIN LATERAL (SELECT x.ciphertext FROM app.ledger_payload x WHERE x.org_id = $1 AND x.entry_id = d.id AND x.field = '${FIELD}' LIMIT 1) p ON true
    LEFT JOIN LATERAL (SELECT x.salt FROM app.ledger_salt x WHERE x.org_id = $1 AND x.entry_id = d.id AND x.field = '${FIELD}' LIMIT 1) s ON true
    ORDER BY d.id DESC`;
  return { text, values };
}

function conditionOf({ patterns, agentIds, from, to }: RecordedFilter, values: unknown[]): string {
  const bind = (value: unknown) => `$${values.push(value)}`;
  const parts = ["d.org_id = $1"];
  if (!patterns.includes("*")) {
    const prefixes = patterns.filter((pattern) => pattern.endsWith(".*")).map((pattern) => pattern.slice(0, -1));
    parts.push(`(d.action_type = ANY(${bind(patterns)}::text[]) OR d.action_type ^@ ANY(${bind(prefixes)}::text[]))`);
  }
  if (agentIds) parts.push(`d.agent_id = ANY(${bind(agentIds)}::uuid[])`);
  if (from) parts.push(`d.ts >= ${bind(from)} AND d.id >= ${bind(uuidAt(from.getTime() - ID_SLACK_MS))}`);
  if (to) parts.push(`d.ts <= ${bind(to)}`);
  return parts.join(" AND ");
}

/** The least UUIDv7 of a moment. */
function uuidAt(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}
