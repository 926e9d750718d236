import { type ApprovalTerms, termsHash } from "../approval/digest.ts";
import type { Vote } from "../approval/progress.ts";
import { decodeUtf8, toHex } from "../ledger/bytes.ts";
import { leafHash } from "../ledger/merkle-hash.ts";
import type { Sha256 } from "../ledger/types.ts";
import type { Json } from "../model/json.ts";
import { sameAmounts } from "./extend-cap.ts";
import { type ApprovalEntry, type RecordedProgress, replayEntries, uuidOf } from "./replay-entries.ts";
import type { ApprovalEvidence, ApprovalRecord } from "./types.ts";

/** A stored entry about an approval. `next_prev` is the `prev` of the following entry, or the head's last leaf. Hashes are hex. */
export interface StoredEntry {
  readonly bytes: Uint8Array;
  readonly leaf_hash: string;
  readonly next_prev: string | null;
}

const SECOND = 1000;
/** Tolerance for `expires_at`: the row may hold a delegation's end with a fraction of a millisecond. */
const ROUNDED_MS = 1;
/**
 * Compares an approval's row with its ledger entries.
 * INVARIANT: a row is trusted only as far as entries support it. Each entry must hash to its leaf and be linked by the next entry. The
 * status must be the one the entries lead to, and the approvers, the digest and the deadlines must be those of the entries.
 * @param entries in the order of the log
 */
export function checkApproval(
  sha256: Sha256,
  row: ApprovalRecord,
  salt: Uint8Array | null,
  stored: readonly StoredEntry[],
): ApprovalEvidence {
  const entries = stored.flatMap((entry) => readEntry(sha256, entry) ?? []);
  const intact = entries.length === stored.length;
  const consumed = entries.some(({ kind }) => kind === "permit.consumed");
  return { contradicted: !intact || !isSupported(sha256, row, salt, entries), consumed };
}

function isSupported(sha256: Sha256, row: ApprovalRecord, salt: Uint8Array | null, entries: readonly ApprovalEntry[]): boolean {
  const [request, ...others] = entries.filter(({ kind }) => kind !== "anomaly.detected");
  if (request?.kind !== "approval.requested" || others.some(({ kind }) => kind === "approval.requested")) return false;
  const recorded = replayEntries(request, others);
  if (!recorded || !isRequestOf(row, request) || !samePolicies(row.policies, recorded.policies)) return false;
  if (!bindsTerms(sha256, row, salt, recorded.terms)) return false;
  const { execution } = recorded;
  if (recorded.status !== row.status || recorded.digest !== row.digest || !hasProgress(row, recorded)) return false;
  if (row.expires_at > recorded.expires_at + ROUNDED_MS) return false;
  if (row.status === "used" && uuidOf("evt", execution?.id) !== row.executed_event_id) return false;
  return row.decided_at === null || isDecisionOf(row, request, recorded);
}

function isRequestOf(row: ApprovalRecord, { id, actor, data }: ApprovalEntry): boolean {
  return (
    uuidOf("evt", id) === row.event_id &&
    uuidOf("agt", actor.id) === row.agent_id &&
    uuidOf("key", data.key) === row.key_id &&
    data.action_type === row.action_type &&
    data.environment === row.environment
  );
}

/** Compares the votes, the stage, the escalations and the first digest of a row with the entries. */
function hasProgress({ progress }: ApprovalRecord, recorded: RecordedProgress): boolean {
  const name = ({ user, right, stage, entry }: Vote) => `${user} ${right} ${stage} ${entry}`;
  const votes = progress.votes.map(name);
  return (
    progress.stage === recorded.stage &&
    progress.escalations <= recorded.escalations &&
    (progress.edit?.requested_digest ?? null) === recorded.requested_digest &&
    (progress.grant ?? null) === recorded.grant &&
    sameAmounts(progress.extend, recorded.extend) &&
    (progress.decided === null || name(progress.decided) === recorded.decided) &&
    votes.length === recorded.votes.length &&
    votes.every((vote, index) => vote === recorded.votes[index])
  );
}

/** Checks the salted hash of the approval terms. Entries of earlier releases have none. */
function bindsTerms(sha256: Sha256, { plan, requested_by }: ApprovalTerms, salt: Uint8Array | null, terms: Json | undefined): boolean {
  return terms === undefined || (salt !== null && termsHash(sha256, salt, { plan, requested_by }) === terms);
}

function isDecisionOf(row: ApprovalRecord, request: ApprovalEntry, { decision, lapses_at }: RecordedProgress): boolean {
  if (decision === null) return false;
  const { actor, data, ts } = decision;
  const usable = lapses_at ?? Date.parse(ts) + Number(request.data.use_within) * SECOND;
  return uuidOf("usr", actor.id) === row.decided_by && data.digest === row.digest && (row.lapses_at === null || row.lapses_at <= usable);
}

function samePolicies(rows: ApprovalRecord["policies"], leaf: Json | undefined): boolean {
  const name = ({ id, version, hash, verdict, mode }: Record<string, unknown>) => [id, version, hash, verdict, mode].join();
  const recorded = Array.isArray(leaf) ? leaf.map((policy) => name(policy as Record<string, unknown>)) : [];
  return rows.length === recorded.length && rows.every((policy, index) => name({ ...policy }) === recorded[index]);
}

function readEntry(sha256: Sha256, { bytes, leaf_hash, next_prev }: StoredEntry): ApprovalEntry | null {
  if (toHex(leafHash(sha256, bytes)) !== leaf_hash || next_prev !== leaf_hash) return null;
  const text = decodeUtf8(bytes);
  try {
    return text === null ? null : (JSON.parse(text) as ApprovalEntry);
  } catch {
    return null;
  }
}
