import type { Json } from "@agentlattice/core";
import type { RiskLevel } from "@agentlattice/core/approval";
import { type ApprovalRecord, readStoredColumns } from "@agentlattice/core/settle";
import { type ReferenceFilter, referenceTerms } from "../decisions/reference-filter.ts";
import { currentEntry, joinSealed, openSealed, SEALED_COLUMNS, type SealedColumns } from "../decisions/sealed-decision.ts";
import type { OrgKeys } from "../keys/org-keys.ts";
import { joinPayload } from "../ledger/join-payload.ts";
import { openIfIntact, type SealContext } from "../ledger/payload.ts";
import type { OrgRead, OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { asRecorded, RECORDED_STATUS } from "./recorded-status.ts";

/** Conditions on an organisation's approvals; an absent field does not filter. Ids are UUIDs. */
export interface ApprovalConditions extends ReferenceFilter {
  readonly approvalIds?: readonly string[] | undefined;
  readonly except?: string | undefined;
  readonly agentId?: string | undefined;
  readonly actionType?: string | undefined;
  readonly risk?: RiskLevel | undefined;
  /** Wire id of a policy in force that asked for the approval. */
  readonly policyId?: string | undefined;
  readonly environment?: string | undefined;
  /** Approvals that expire at this time or earlier. */
  readonly expiresBefore?: Date | undefined;
  readonly state?: "pending" | "decided" | undefined;
  readonly decidedBy?: string | undefined;
  /** Approvals that a person decided in this range, without its end. */
  readonly decided?: { readonly from: Date; readonly to: Date } | undefined;
  /** Approvals whose permit has this outcome. */
  readonly outcome?: "unknown" | undefined;
  /** Approvals whose unknown outcome became known at this time or later. */
  readonly settledSince?: Date | undefined;
  /** Approvals that this person released alone. */
  readonly releasedBy?: string | undefined;
  /** Approvals that one person released alone and nobody has reviewed. */
  readonly awaitsReview?: boolean | undefined;
  /** True for approvals that extend budgets only. */
  readonly extendsBudget?: boolean | undefined;
}

/** A page of an organisation's approvals. */
export interface ApprovalQuery extends ApprovalConditions {
  /** Sort order: next expiry first, newest request first, oldest request first, or highest risk first. */
  readonly order?: ApprovalOrder;
  /** Returns only approvals after this one in the sort order. */
  readonly after?: ApprovalPosition | undefined;
  readonly limit: number;
}

export type ApprovalOrder = keyof typeof ORDERS;

/** The position of an approval in a sort order. */
export interface ApprovalPosition {
  /** Time of the request, or of the expiry in the orders `expiring` and `risk`. */
  readonly at: Date;
  readonly approvalId: string;
  /** Risk level of the approval. Only positions in the order `risk` have one. */
  readonly risk?: RiskLevel | undefined;
}

/** An approval with its decrypted texts. */
export interface StoredApproval {
  readonly record: ApprovalRecord;
  readonly digestSalt: Uint8Array | null;
  /** The payload `decision` of the request; null when it was erased or tampered with. */
  readonly payload: Json | null;
  /** Votes, oldest first. */
  readonly votes: readonly StoredVote[];
  /** Comments, questions and answers, oldest first. Only a read by ids returns them. */
  readonly notes: readonly StoredNote[];
}

export interface StoredVote {
  readonly user_id: string;
  /** The person on whose behalf the vote was given; null when it was the voter's own right. */
  readonly right_id: string | null;
  readonly decision: "approve" | "deny";
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly entry_id: string;
  /** The reason given with the vote; null when there is none, or it was erased or tampered with. */
  readonly reason: string | null;
}

/** A comment, a question or the agent's answer. */
export interface StoredNote {
  readonly kind: "approval.commented" | "approval.asked" | "approval.answered";
  readonly entry_id: string;
  /** The UUID of the person; null for the agent. */
  readonly actor_id: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The text; null when it was erased or tampered with. */
  readonly text: string | null;
}

/** The encrypted text of an entry and its salt, both in hex. */
interface SealedText {
  readonly entry_id: string;
  readonly sealed: string | null;
  readonly sealed_with: string | null;
}

type VoteRow = Omit<StoredVote, "reason"> & SealedText;
type NoteRow = Omit<StoredNote, "text"> & SealedText;

interface Row extends ApprovalRecord, SealedColumns {
  readonly digest_salt: Buffer | null;
  readonly votes: readonly VoteRow[] | null;
  readonly notes: readonly NoteRow[] | null;
  readonly recorded_status: string | null;
}

const ms = (column: string) => `(extract(epoch FROM a.${column}) * 1000)::float8 AS ${column}`;

const COLUMNS = `a.approval_id, a.event_id, a.agent_id, a.key_id, a.action_type, a.environment, a.status, encode(a.digest, 'hex') AS digest,
  a.policies, a.plan, a.risk, a.requested_by, ${["requested_at", "expires_at", "decided_at", "lapses_at"].map(ms).join(", ")},
  a.decided_by, a.executed_event_id, a.refusal, a.progress, a.digest_salt`;

const VOTES = `(SELECT json_agg(json_build_object('user_id', v.user_id, 'right_id', v.right_id, 'decision', v.decision, 'at', (extract(epoch FROM v.at) * 1000)::float8,
    'entry_id', v.entry_id, 'sealed', encode(p.ciphertext, 'hex'), 'sealed_with', encode(s.salt, 'hex')) ORDER BY v.at)
  FROM app.approval_vote v ${joinPayload("v.entry_id", "reason")}
  WHERE v.org_id = $1 AND v.approval_id = a.approval_id) AS votes`;

const NOTES = `(SELECT json_agg(json_build_object('kind', n.kind, 'actor_id', n.actor_id, 'at', (extract(epoch FROM n.ts) * 1000)::float8,
    'entry_id', n.id, 'sealed', encode(p.ciphertext, 'hex'), 'sealed_with', encode(s.salt, 'hex')) ORDER BY n.seq)
  FROM app.ledger_entry n ${joinPayload("n.id", "text")}
  WHERE n.org_id = $1 AND n.approval_id = a.approval_id AND n.kind IN ('approval.commented', 'approval.asked', 'approval.answered')) AS notes`;

const RISK_RANK: Record<RiskLevel, number> = { critical: 0, high: 1, medium: 2, low: 3 };
const RANK_OF_RISK = `CASE a.risk ->> 'level' ${Object.entries(RISK_RANK)
  .map(([level, rank]) => `WHEN '${level}' THEN ${rank}`)
  .join(" ")} END`;

const ORDERS = {
  expiring: { by: ["a.expires_at", "a.approval_id"], direction: "ASC" },
  newest: { by: ["a.requested_at", "a.approval_id"], direction: "DESC" },
  oldest: { by: ["a.requested_at", "a.approval_id"], direction: "ASC" },
  risk: { by: [RANK_OF_RISK, "a.expires_at", "a.approval_id"], direction: "ASC" },
} as const;

/** Reads and decrypts approvals with their votes and requests in one round trip. */
export async function readApprovals(reader: OrgReader, keys: OrgKeys, scope: OrgScope, query: ApprovalQuery): Promise<StoredApproval[]> {
  const { orgId } = scope;
  const rows = await reader.rows<Row>(scope, toRead(orgId, query));
  return rows.map(({ origin, ciphertext, salt, sealed_in, digest_salt, votes, notes, recorded_status, ...record }) => {
    const read = (sealed: SealedText, field: string) => openSealedText({ dataKey: keys.data, orgId, origin, field }, sealed);
    const { payload, isTampered } = openSealed(keys, orgId, { origin, ciphertext, salt, sealed_in });
    const { isMalformed, ...columns } = readStoredColumns(record);
    return {
      record: { ...asRecorded(record, isTampered || isMalformed ? null : recorded_status), ...columns },
      digestSalt: digest_salt,
      payload,
      votes: (votes ?? []).map((vote) => ({
        user_id: vote.user_id,
        right_id: vote.right_id,
        decision: vote.decision,
        at: vote.at,
        entry_id: vote.entry_id,
        reason: read(vote, "reason"),
      })),
      notes: (notes ?? []).map((note) => ({
        kind: note.kind,
        entry_id: note.entry_id,
        actor_id: note.actor_id,
        at: note.at,
        text: read(note, "text"),
      })),
    };
  });
}

/** Decrypts a text of an entry; null when there is none, or it was erased or tampered with. */
function openSealedText(context: Omit<SealContext, "entryId">, { entry_id, sealed, sealed_with }: SealedText): string | null {
  if (!sealed || !sealed_with) return null;
  const text = openIfIntact({ ...context, entryId: entry_id }, Buffer.from(sealed_with, "hex"), Buffer.from(sealed, "hex"));
  return typeof text === "string" ? text : null;
}

/** Counts approvals, without reading their texts. */
export async function countApprovals(reader: OrgReader, scope: OrgScope, query: ApprovalConditions): Promise<number> {
  const values: unknown[] = [scope.orgId];
  const where = termsOf(query, (value) => `$${values.push(value)}`).join(" AND ");
  const [row] = await reader.rows<{ count: number }>(scope, {
    text: `SELECT count(*)::integer AS count FROM app.approval a WHERE ${where}`,
    values,
  });
  return row?.count ?? 0;
}

/** Returns the terms of the conditions. The first parameter is the organisation. */
function termsOf(query: ApprovalConditions, bind: (value: unknown) => string): string[] {
  return [
    "a.org_id = $1",
    ...(query.approvalIds === undefined ? [] : [`a.approval_id = ANY(${bind(query.approvalIds)}::uuid[])`]),
    ...(query.except === undefined ? [] : [`a.approval_id <> ${bind(query.except)}`]),
    ...(query.agentId === undefined ? [] : [`a.agent_id = ${bind(query.agentId)}`]),
    ...(query.actionType === undefined ? [] : [`a.action_type = ${bind(query.actionType)}`]),
    ...(query.risk === undefined ? [] : [`a.risk ->> 'level' = ${bind(query.risk)}`]),
    ...(query.policyId === undefined
      ? []
      : [`a.policies @> ${bind(JSON.stringify([{ id: query.policyId, verdict: "approve", mode: "enforce" }]))}::jsonb`]),
    ...(query.environment === undefined ? [] : [`a.environment = ${bind(query.environment)}`]),
    ...(query.expiresBefore === undefined ? [] : [`a.expires_at <= ${bind(query.expiresBefore)}::timestamptz`]),
    ...(query.decidedBy === undefined ? [] : [`a.decided_by = ${bind(query.decidedBy)}`]),
    ...(query.decided === undefined
      ? []
      : [`a.decided_at >= ${bind(query.decided.from)}::timestamptz AND a.decided_at < ${bind(query.decided.to)}::timestamptz`]),
    ...(query.outcome === undefined ? [] : [`a.progress -> 'outcome' ->> 'status' = ${bind(query.outcome)}`]),
    ...(query.settledSince === undefined
      ? []
      : [
          `a.progress -> 'outcome' ->> 'settled_at' IS NOT NULL AND (a.progress -> 'outcome' ->> 'settled_at')::float8 >= ${bind(query.settledSince.getTime())}`,
        ]),
    ...(query.releasedBy === undefined ? [] : [`a.progress -> 'emergency' ->> 'by' = ${bind(query.releasedBy)}`]),
    ...(query.awaitsReview
      ? ["a.progress -> 'emergency' ->> 'by' IS NOT NULL AND a.progress -> 'emergency' ->> 'reviewed_by' IS NULL"]
      : []),
    ...(query.extendsBudget ? ["a.plan ? 'extension'"] : []),
    ...referenceTerms(query, bind, { column: "a.event_id" }),
    ...(query.state === undefined ? [] : [`a.status ${query.state === "pending" ? "=" : "<>"} 'pending'`]),
  ];
}

function toRead(orgId: string, query: ApprovalQuery): OrgRead {
  const values: unknown[] = [orgId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { by, direction } = ORDERS[query.order ?? "newest"];
  const where = [
    ...termsOf(query, bind),
    ...(query.after ? [`(${by.join(", ")}) ${direction === "ASC" ? ">" : "<"} (${boundPosition(query.after, bind)})`] : []),
  ].join(" AND ");
  const order = `ORDER BY ${by.map((term) => `${term} ${direction}`).join(", ")}`;
  const text = `SELECT ${COLUMNS}, ${RECORDED_STATUS}, ${SEALED_COLUMNS}, ${VOTES}, ${query.approvalIds === undefined ? "NULL AS notes" : NOTES}
    FROM (SELECT * FROM app.approval a WHERE ${where} ${order} LIMIT ${bind(query.limit)}) a ${joinSealed(currentEntry("a.event_id"))} ${order}`;
  // Reads by ids are the most frequent, so this statement is prepared once per connection.
  const name = query.approvalIds === undefined ? undefined : `approval_${values.length}`;
  return name ? { name, text, values } : { text, values };
}

/** Returns the values of a position as bound parameters, in the order of the terms of its sort order. */
function boundPosition({ at, approvalId, risk }: ApprovalPosition, bind: (value: unknown) => string): string {
  const rank = risk === undefined ? [] : [`${bind(RISK_RANK[risk])}::integer`];
  return [...rank, `${bind(at)}::timestamptz`, `${bind(approvalId)}::uuid`].join(", ");
}
