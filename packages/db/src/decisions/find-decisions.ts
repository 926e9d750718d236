import type { Environment, Json } from "@agentlattice/core";
import { asRecorded, RECORDED_STATUS } from "../approvals/recorded-status.ts";
import type { OrgKeys } from "../keys/org-keys.ts";
import { windowOf } from "../posture/evidence-window.ts";
import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { type ReferenceFilter, referenceTerms } from "./reference-filter.ts";
import { currentEntry, joinSealed, openSealed, SEALED_COLUMNS, type SealedColumns } from "./sealed-decision.ts";

/** The decisions that a reader may see. */
export interface DecisionReach {
  /** UUIDs of the agents; null for all. */
  readonly agents: readonly string[] | null;
  /** Null for all environments. */
  readonly environment: string | null;
}

/** Filter of decisions; an absent field does not filter. Ids are UUIDs. */
export interface DecisionFilter extends DecisionReach, ReferenceFilter {
  readonly ids?: readonly string[];
  readonly actionType?: string;
  /** Words that the decision must have, as `wordsOf` returns them. */
  readonly words?: readonly string[];
  readonly tags?: { readonly hashes: readonly Uint8Array[]; readonly match: "all" | "any" };
  readonly from?: Date;
  /** Excluded. */
  readonly to?: Date;
  /** Decisions before this one. */
  readonly before?: string;
  /** True for decisions that requested an approval. */
  readonly onlyRequests?: boolean;
  /** A decision to leave out. */
  readonly except?: string;
  readonly limit: number;
}

/** A decision with the current status of its approval. */
export interface FoundDecision {
  readonly id: string;
  readonly seq: number;
  readonly ts: Date;
  readonly actionType: string;
  readonly agentId: string;
  readonly environment: Environment;
  readonly status: string;
  readonly denialReason: string | null;
  readonly policyName: string | null;
  readonly importance: string | null;
  readonly retention: string | null;
  readonly runId: string | null;
  readonly approval: { readonly id: string; readonly status: string; readonly refusal: string | null } | null;
  readonly leaf: Buffer;
  readonly leafHash: Buffer;
  /** The payload `decision`; null when it was erased or tampered with. */
  readonly payload: Json | null;
}

type Row = Omit<FoundDecision, "approval" | "payload"> &
  SealedColumns & {
    readonly approval_id: string | null;
    readonly approval_status: string;
    readonly refusal: string | null;
    readonly recorded_status: string | null;
  };

const COLUMNS = `d.id, d.seq::float8 AS seq, d.ts, d.action_type AS "actionType", d.agent_id AS "agentId", d.environment, d.status,
  d.denial_reason AS "denialReason", d.policy_name AS "policyName", d.importance, d.retention, r.run_id AS "runId",
  e.bytes AS leaf, e.leaf_hash AS "leafHash", a.approval_id, a.status AS approval_status, a.refusal, ${RECORDED_STATUS}, ${SEALED_COLUMNS}`;

const JOINS = `JOIN app.ledger_entry e ON e.org_id = $1 AND e.id = d.id
  LEFT JOIN app.run_event r ON r.org_id = $1 AND r.event_id = d.id
  LEFT JOIN app.approval a ON a.org_id = $1 AND a.approval_id = d.approval_id
  ${joinSealed(currentEntry("d.id"))}`;

const DAY_MS = 86_400_000;

/** Reads decisions, newest first, in one round trip. */
export async function findDecisions(reader: OrgReader, keys: OrgKeys, scope: OrgScope, filter: DecisionFilter): Promise<FoundDecision[]> {
  const { orgId } = scope;
  const values: unknown[] = [orgId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = ["d.org_id = $1", ...reachTerms(filter, bind), ...columnTerms(filter, bind), ...timeTerms(orgId, filter, bind)];
  where.push(...referenceTerms(filter, bind, { column: "d.id" }));
  const text = `SELECT ${COLUMNS} FROM (SELECT * FROM app.decision d WHERE ${where.join(" AND ")} ORDER BY d.id DESC LIMIT ${bind(filter.limit)}) d
    ${JOINS} ORDER BY d.id DESC`;
  return (await reader.rows<Row>(scope, { text, values })).map((row) => toFound(keys, orgId, row));
}

/** An id to look up: the keyed hash of the caller's id, and the UUID if it is one of ours. */
export interface RecalledId {
  readonly hash: Uint8Array;
  readonly id: string | null;
}

/** Reads the decisions of several ids. @returns for each decision the index of the id, in the order of the ids */
export async function recallDecisions(
  reader: OrgReader,
  keys: OrgKeys,
  scope: OrgScope,
  asked: readonly RecalledId[],
  reach: DecisionReach & { readonly perId: number },
): Promise<{ readonly index: number; readonly decision: FoundDecision }[]> {
  const { orgId } = scope;
  const values: unknown[] = [orgId, asked.map(({ hash }) => Buffer.from(hash)), asked.map(({ id }) => id)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = ["d.org_id = $1", ...reachTerms(reach, bind)].join(" AND ");
  const text = `SELECT q.n::int - 1 AS index, ${COLUMNS} FROM unnest($2::bytea[], $3::uuid[]) WITH ORDINALITY q(hash, id, n)
    CROSS JOIN LATERAL (SELECT d.* FROM app.decision d
      WHERE ${where} AND d.id = ANY (ARRAY(SELECT x.entry_id FROM app.entry_reference x WHERE x.org_id = $1 AND x.reference = q.hash) || q.id)
      ORDER BY d.id LIMIT ${bind(reach.perId)}) d
    ${JOINS} ORDER BY q.n, d.id`;
  const rows = await reader.rows<Row & { index: number }>(scope, { text, values });
  return rows.map((row) => ({ index: row.index, decision: toFound(keys, orgId, row) }));
}

type Bind = (value: unknown) => string;

function reachTerms({ agents, environment }: DecisionReach, bind: Bind): string[] {
  return [
    ...(agents === null ? [] : [`d.agent_id = ANY(${bind(agents)}::uuid[])`]),
    ...(environment === null ? [] : [`d.environment = ${bind(environment)}`]),
  ];
}

function columnTerms({ ids, actionType, words = [], tags, before, except, onlyRequests }: DecisionFilter, bind: Bind): string[] {
  return [
    ...(ids === undefined ? [] : [`d.id = ANY(${bind(ids)}::uuid[])`]),
    ...(actionType === undefined ? [] : [`d.action_type = ${bind(actionType)}`]),
    ...(onlyRequests ? ["d.approval_id IS NOT NULL"] : []),
    ...(before === undefined ? [] : [`d.id < ${bind(before)}`]),
    ...(except === undefined ? [] : [`d.id <> ${bind(except)}`]),
    ...words.map((word) => `EXISTS (SELECT FROM app.decision_word x WHERE x.org_id = $1 AND x.word = ${bind(word)} AND x.entry_id = d.id)`),
    ...(tags === undefined ? [] : [`d.id = ANY (ARRAY(${taggedIds(tags, bind)}))`]),
  ];
}

/** An entry has each tag once, so the number of its rows is the number of tags that match. */
function taggedIds({ hashes, match }: NonNullable<DecisionFilter["tags"]>, bind: Bind): string {
  const wanted = match === "all" ? hashes.length : 1;
  return `SELECT x.entry_id FROM app.entry_reference x WHERE x.org_id = $1 AND x.reference = ANY(${bind(hashes.map((hash) => Buffer.from(hash)))}::bytea[])
    GROUP BY x.entry_id HAVING count(*) >= ${bind(wanted)}`;
}

/** Bounds the ids too, because they are ordered by time and decisions have no index on time alone. */
function timeTerms(orgId: string, { from, to }: DecisionFilter, bind: Bind): string[] {
  const firstId = (time: Date, margin: number) => windowOf(orgId, new Date(time.getTime() + margin), time).firstId;
  return [
    ...(from === undefined ? [] : [`d.ts >= ${bind(from)} AND d.id >= ${bind(firstId(from, 0))}`]),
    ...(to === undefined ? [] : [`d.ts < ${bind(to)} AND d.id <= ${bind(firstId(to, 2 * DAY_MS))}`]),
  ];
}

function toFound(keys: OrgKeys, orgId: string, row: Row): FoundDecision {
  const { approval_id, approval_status, refusal, recorded_status, origin, ciphertext, salt, sealed_in, ...decision } = row;
  const { payload, isTampered } = openSealed(keys, orgId, { origin, ciphertext, salt, sealed_in });
  const state = asRecorded({ status: approval_status, refusal, executed_event_id: null }, isTampered ? null : recorded_status);
  return {
    ...decision,
    approval: approval_id === null ? null : { id: approval_id, status: state.status, refusal: state.refusal },
    payload,
  };
}

/** Returns the words of a text as the index of words has them: in lower case, each once, at most 64. */
export async function wordsOf(reader: OrgReader, scope: OrgScope, text: string): Promise<string[]> {
  const rows = await reader.rows<{ word: string }>(scope, {
    name: "words_of",
    text: "SELECT w.word FROM app.words_of($1) w(word)",
    values: [text],
  });
  return rows.map(({ word }) => word);
}
