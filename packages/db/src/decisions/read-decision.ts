import type { Json } from "@agentlattice/core";
import type { Environment } from "@agentlattice/core/policy";
import { asRecorded, RECORDED_STATUS } from "../approvals/recorded-status.ts";
import type { OrgKeys } from "../keys/org-keys.ts";
import type { EntryRow } from "../ledger/ledger-reader.ts";
import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { currentEntry, joinSealed, openSealed, SEALED_COLUMNS, type SealedColumns } from "./sealed-decision.ts";

/** A recorded decision with the current status of its approval. */
export interface StoredDecision {
  readonly actionType: string;
  readonly environment: Environment;
  readonly denialReason: string | null;
  readonly policyName: string | null;
  /** The bytes of its leaf. */
  readonly leaf: Buffer;
  /** The payload `decision`; null when it was erased or tampered with. */
  readonly payload: Json | null;
  readonly approval: {
    readonly id: string;
    readonly status: string;
    readonly refusal: string | null;
    readonly expiresAt: Date;
    readonly executedEventId: string | null;
  } | null;
  /** The configuration version of the organisation when the decision was read. */
  readonly configVersion: number;
  /** The entry to prove in a receipt: the execution if there is one, otherwise the decision. */
  readonly proven: Pick<EntryRow, "seq" | "bytes" | "leafHash">;
}

interface Row extends SealedColumns {
  readonly action_type: string;
  readonly environment: Environment;
  readonly denial_reason: string | null;
  readonly policy_name: string | null;
  readonly bytes: Buffer;
  readonly approval_id: string | null;
  readonly status: string;
  readonly recorded_status: string | null;
  readonly refusal: string | null;
  readonly expires_at: Date;
  readonly executed_event_id: string | null;
  readonly seq: number;
  readonly proven_bytes: Buffer;
  readonly leaf_hash: Buffer;
  readonly config_version: number;
}

const DECISION = `SELECT d.action_type, d.environment, d.denial_reason, d.policy_name, e.bytes,
    a.approval_id, a.status, a.refusal, a.expires_at, a.executed_event_id, ${RECORDED_STATUS},
    coalesce(x.seq, e.seq)::float8 AS seq, coalesce(x.bytes, e.bytes) AS proven_bytes, coalesce(x.leaf_hash, e.leaf_hash) AS leaf_hash, h.config_version::float8 AS config_version, ${SEALED_COLUMNS}
  FROM app.decision d JOIN app.ledger_entry e ON e.org_id = $1 AND e.id = d.id
  LEFT JOIN app.approval a ON a.org_id = $1 AND a.approval_id = d.approval_id
  LEFT JOIN app.ledger_entry x ON x.org_id = $1 AND x.id = a.executed_event_id
  ${joinSealed(currentEntry("d.id"))}
  WHERE d.org_id = $1 AND d.id = $2 AND d.agent_id = $3`;

/** Reads a decision of an agent in one round trip; null when the agent has no such decision. */
export async function readDecision(
  reader: OrgReader,
  keys: OrgKeys,
  scope: OrgScope,
  eventId: string,
  agentId: string,
): Promise<StoredDecision | null> {
  const { orgId } = scope;
  const [row] = await reader.rows<Row>(scope, { name: "decision", text: DECISION, values: [orgId, eventId, agentId] });
  if (!row) return null;
  const { payload, isTampered } = openSealed(keys, orgId, row);
  return {
    actionType: row.action_type,
    environment: row.environment,
    denialReason: row.denial_reason,
    policyName: row.policy_name,
    leaf: row.bytes,
    payload,
    approval: row.approval_id === null ? null : toApprovalState(row.approval_id, asRecorded(row, isTampered ? null : row.recorded_status)),
    configVersion: row.config_version,
    proven: { seq: row.seq, bytes: row.proven_bytes, leafHash: row.leaf_hash },
  };
}

function toApprovalState(id: string, { status, refusal, expires_at, executed_event_id }: Row): StoredDecision["approval"] {
  return { id, status, refusal, expiresAt: expires_at, executedEventId: executed_event_id };
}
