import type { Risk } from "../approval/assess-risk.ts";
import type { ApprovalRequestTerms, Approver, RequestedBy } from "../approval/eligibility.ts";
import type { ApprovalProgress } from "../approval/progress.ts";
import type { ApprovalStatus } from "../approval/state.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import type { Actor, Subject } from "../ledger/entry.ts";
import type { Environment } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { ApprovalPlan, Finding, PolicyVerdict, Verdict } from "../model/verdict.ts";
import type { Postcondition } from "../modules/contract/check-outcome.ts";

/** A database UUID. Entry builders turn it into a wire id. All times in this folder are milliseconds since the epoch. */
export type Uuid = string;

/** The commitment to one payload field, with the ciphertext and salt for the writer. */
export interface SealedPayload {
  readonly field: string;
  /** Hex, as in the leaf's `pd`. */
  readonly commitment: string;
  readonly salt: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** An idempotency id and the body it came with, both as keyed hashes. */
export interface ClaimedId {
  /** Hex of 32 bytes: keyed hash of organisation, principal, route and the caller's id. */
  readonly claim: string;
  /** Hex of 32 bytes: keyed hash of the canonical body. */
  readonly body_mac: string;
}

/** A used idempotency id and the entry that answered it. */
export interface ClaimRecord extends ClaimedId {
  readonly entry_id: Uuid;
}

export interface ApprovalRecord {
  readonly approval_id: Uuid;
  readonly event_id: Uuid;
  readonly agent_id: Uuid;
  readonly key_id: Uuid;
  readonly action_type: string;
  readonly environment: Environment;
  readonly status: ApprovalStatus;
  /** Hex. */
  readonly digest: string;
  readonly policies: readonly PolicyVerdict[];
  readonly plan: ApprovalPlan;
  readonly risk: Risk;
  readonly requested_by: RequestedBy;
  readonly requested_at: number;
  readonly expires_at: number;
  readonly decided_at: number | null;
  readonly decided_by: Uuid | null;
  readonly lapses_at: number | null;
  readonly executed_event_id: Uuid | null;
  readonly refusal: string | null;
  readonly progress: ApprovalProgress;
}

/** Returns the parts of an approval on which eligibility depends. */
export function termsOf({ plan, requested_by, risk }: ApprovalRecord): ApprovalRequestTerms {
  return { plan, requested_by, risk: risk.level };
}

export interface PermitRecord {
  readonly permit_id: Uuid;
  readonly approval_id: Uuid;
  readonly agent_id: Uuid;
  /** Hex of SHA-256, or null when any audience may consume it. */
  readonly audience_hash: string | null;
  readonly expires_at: number;
  readonly consumed_at: number | null;
  readonly consumer_key_id: Uuid | null;
  readonly consumed_event_id: Uuid | null;
}

export interface EventRecord {
  readonly id: Uuid;
  readonly agent_id: Uuid;
  readonly action_type: string;
  readonly environment: string;
  readonly status: string;
  readonly approval_id: Uuid | null;
}

/** The result of comparing an approval's row with the ledger. */
export interface ApprovalEvidence {
  /** True when the row contradicts the ledger's entries. */
  readonly contradicted: boolean;
  /** True when an entry records that the permit was consumed. */
  readonly consumed: boolean;
}

/** The delegation of a delegated agent. */
export interface DelegationRecord {
  readonly delegation_id: Uuid;
  readonly agent_id: Uuid;
  /** Agents from the root to the parent. */
  readonly chain: readonly Uuid[];
  readonly expires_at: number;
  /** True when this delegation or one above it was revoked. */
  readonly ended: boolean;
}

/** The counter of a rate or a budget. */
export interface CounterRecord {
  readonly key: string;
  /** Rate: µs since the epoch. Budget: the amount used and reserved (USD in millionths). */
  readonly value: number;
  /** True when the warning threshold was recorded. */
  readonly warned: boolean;
  readonly expires_at: number | null;
}

/** The executed actions under one key within its window. */
export interface HistoryRecord {
  readonly key: string;
  readonly count: number;
  /** Sum in millionths. */
  readonly sum: number;
  /** The last calls in order for a loop, otherwise distinct values. */
  readonly values: readonly string[];
  /** The outcomes of a circuit's calls, oldest first; null for other keys. */
  readonly outcomes: readonly CallOutcome[] | null;
}

/** The outcome of one call that a circuit watches. `probe_failed` is a failure while the circuit was half open. */
export interface CallOutcome {
  readonly outcome: "executed" | "denied" | "succeeded" | "failed" | "probe_failed";
  readonly at: number;
}

/** The amount that a budget reserved for an action. */
export interface ReservationRecord {
  readonly event_id: Uuid;
  readonly key: string;
  readonly measure: "usd" | "tokens" | "calls" | "seconds";
  readonly amount: number;
  readonly settled_at: number | null;
  /** The amount charged by a report that stated no cost; null once a report stated one. */
  readonly assumed: number | null;
}

/** A call whose outcome a circuit waits for. */
export interface CircuitCallRecord {
  readonly event_id: Uuid;
  readonly key: string;
  /** True when the circuit was half open. */
  readonly is_probe: boolean;
  /** The time for which the outcome counts, in milliseconds. */
  readonly window_ms: number;
  readonly reported_at: number | null;
}

/** The state of one organisation that settling may read: loaded under the lock, then updated within the batch. */
export interface View {
  readonly claims: Map<string, ClaimRecord>;
  readonly approvals: Map<Uuid, ApprovalRecord>;
  /** The check of each approval that was read from its row. Approvals recorded by this process have none. */
  readonly evidence: Map<Uuid, ApprovalEvidence>;
  readonly permits: Map<Uuid, PermitRecord>;
  readonly events: Map<Uuid, EventRecord>;
  /** The delegations of the agents in this batch. */
  readonly delegations: Map<Uuid, DelegationRecord>;
  readonly counters: Map<string, CounterRecord>;
  readonly history: Map<string, HistoryRecord>;
  /** Keyed by event id. */
  readonly reservations: Map<Uuid, readonly ReservationRecord[]>;
  /** Keyed by event id. */
  readonly circuitCalls: Map<Uuid, readonly CircuitCallRecord[]>;
}

export function emptyView(): View {
  return {
    claims: new Map(),
    approvals: new Map(),
    evidence: new Map(),
    permits: new Map(),
    events: new Map(),
    delegations: new Map(),
    counters: new Map(),
    history: new Map(),
    reservations: new Map(),
    circuitCalls: new Map(),
  };
}

/** The credential that acts, as the leaf names it. */
export interface AgentPrincipal {
  readonly agent_id: Uuid;
  readonly key_id: Uuid;
  readonly environment: Environment;
  /** Absent for an agent that people manage. */
  readonly delegation?: { readonly id: Uuid; readonly chain: readonly Uuid[] };
}

interface WithPayloads {
  readonly entry_id: Uuid;
  readonly payloads: readonly SealedPayload[];
}

/** The approval that a submission requests. */
export interface ApprovalRequest {
  readonly approval_id: Uuid;
  /** Hex. */
  readonly digest: string;
  readonly digest_salt: Uint8Array;
  readonly risk: Risk;
  readonly requested_by: RequestedBy;
  /** Hex of `termsHash`. */
  readonly terms: string;
}

export interface SubmitIntent extends WithPayloads {
  readonly kind: "submit";
  readonly principal: AgentPrincipal;
  readonly action_type: string;
  readonly verdict: Verdict;
  readonly claim: ClaimedId | null;
  /** Present when the verdict requires approval. */
  readonly approval: ApprovalRequest | null;
}

export interface DecideIntent extends WithPayloads {
  readonly kind: "decide";
  readonly approval_id: Uuid;
  readonly decision: "approve" | "deny";
  readonly digest: string | null;
  readonly has_reason: boolean;
  readonly claim: ClaimedId | null;
  readonly person: Approver;
  /** The members of the organisation; absent when only this person's rights matter. */
  readonly people?: readonly Approver[];
  /** The proof of identity that came with this decision. */
  readonly step_up?: StepUp;
  /** The submission as the reviewer changed it: its digest and the verdict of the current policies. */
  readonly edit?: { readonly digest: string; readonly verdict: Verdict };
  /** Present when one person releases the request alone. Seconds. */
  readonly emergency?: { readonly review_within: number };
}

/** A fresh proof of a person's identity. */
export type StepUp = "password";

/** Work on a request by a person. Payloads hold the texts. */
export interface WorkIntent extends WithPayloads {
  readonly kind: "work";
  readonly approval_id: Uuid;
  readonly person: Approver;
  readonly people: readonly Approver[];
  readonly work: "claim" | "release" | "comment" | "ask" | "escalate" | "undo" | "revoke" | "review";
}

/** The agent's answer to the question of a reviewer. The payload holds the text. */
export interface AnswerIntent extends WithPayloads {
  readonly kind: "answer";
  readonly approval_id: Uuid;
  readonly principal: AgentPrincipal;
}

/** Settles the unknown outcome of a consumed permit by a person. The payload holds the evidence. */
export interface ResolveIntent extends WithPayloads {
  readonly kind: "resolve";
  readonly approval_id: Uuid;
  readonly person: Approver;
  readonly outcome: "executed" | "failed";
}

export interface CollectIntent extends WithPayloads {
  readonly kind: "collect";
  readonly approval_id: Uuid;
  readonly principal: AgentPrincipal;
  /** The same submission, evaluated against the current policies. */
  readonly verdict: Verdict;
  /** Tags of the execution that describe what the action does. */
  readonly uses: readonly string[];
  readonly permit_id: Uuid;
  readonly audience_hash: string | null;
}

export interface CancelIntent extends WithPayloads {
  readonly kind: "cancel";
  readonly approval_id: Uuid;
  readonly principal: AgentPrincipal;
}

/** Sent by the sweeper. Writes the next entry of the schedule when its time has come. */
export interface DueIntent extends WithPayloads {
  readonly kind: "due";
  readonly approval_id: Uuid;
  readonly org_id: Uuid;
}

export interface ConsumeIntent extends WithPayloads {
  readonly kind: "consume";
  readonly permit_id: Uuid;
  readonly approval_id: Uuid;
  readonly consumer_key_id: Uuid;
  readonly audience_hash: string | null;
  /** Digest of the submission about to run, computed with the approval's salt. */
  readonly digest: string;
  readonly verdict: Verdict;
  readonly claim: ClaimedId | null;
}

export interface ReportIntent extends WithPayloads {
  readonly kind: "report";
  readonly principal: AgentPrincipal;
  readonly event_id: Uuid;
  readonly status: "success" | "failure" | "partial";
  /** The postconditions that were checked. */
  readonly postconditions?: readonly Pick<Postcondition, "name" | "result">[];
  /** Findings that policies redacted from the report before it was sealed. */
  readonly findings?: readonly Finding[];
  /** The actual cost, when the caller states it. */
  readonly usage?: { readonly tokens?: number; readonly usd_micros?: number; readonly seconds?: number };
  readonly claim: ClaimedId | null;
}

export type Intent =
  | SubmitIntent
  | DecideIntent
  | WorkIntent
  | AnswerIntent
  | ResolveIntent
  | CollectIntent
  | CancelIntent
  | DueIntent
  | ConsumeIntent
  | ReportIntent;

/** A refusal that changes nothing; some are recorded. `code` is an error code of the API. */
export interface Refused {
  readonly type: "refused";
  readonly code: string;
  readonly approval?: ApprovalRecord;
}

export type Outcome =
  | { readonly type: "recorded"; readonly verdict: Verdict; readonly approval: ApprovalRecord | null }
  | { readonly type: "replay"; readonly entry_id: Uuid; readonly same_body: boolean }
  | { readonly type: "approval"; readonly approval: ApprovalRecord }
  | { readonly type: "collected"; readonly approval: ApprovalRecord; readonly permit: PermitRecord }
  | { readonly type: "already_collected"; readonly approval: ApprovalRecord }
  | { readonly type: "collect_refused"; readonly approval: ApprovalRecord; readonly verdict: Verdict; readonly reason: DenialReason }
  | { readonly type: "consumed"; readonly permit: PermitRecord; readonly approval: ApprovalRecord; readonly replayed: boolean }
  | { readonly type: "reported"; readonly at: number }
  | { readonly type: "nothing_due" }
  | Refused;

/** A row that a settled intent writes besides its entry. `approval` and `permit` replace the row with the same id. */
export type Change =
  | { readonly table: "idempotency"; readonly row: ClaimRecord }
  | { readonly table: "decision"; readonly row: DecisionRow }
  | { readonly table: "policy_hit"; readonly row: PolicyHitRow }
  | { readonly table: "approval"; readonly row: ApprovalRecord; readonly digest_salt?: Uint8Array }
  | {
      readonly table: "approval_vote";
      readonly row: { approval_id: Uuid; user_id: Uuid; decision: "approve" | "deny"; at: number; entry_id: Uuid };
    }
  | { readonly table: "permit"; readonly row: PermitRecord }
  | { readonly table: "limit_counter"; readonly row: CounterRecord }
  | { readonly table: "history_event"; readonly row: HistoryRow }
  | { readonly table: "budget_reservation"; readonly row: ReservationRecord }
  | { readonly table: "circuit_call"; readonly row: CircuitCallRecord }
  | { readonly table: "action_report"; readonly row: { entry_id: Uuid; event_id: Uuid; status: string; reported_at: number } };

/** An event that limits and circuits count later. */
export interface HistoryRow {
  readonly key: string;
  readonly at: number;
  readonly value: string | null;
  readonly amount: number | null;
  readonly outcome: CallOutcome["outcome"] | null;
  readonly expires_at: number;
}

export interface DecisionRow {
  readonly id: Uuid;
  readonly action_type: string;
  readonly agent_id: Uuid;
  readonly key_id: Uuid;
  readonly environment: string;
  readonly status: "executed" | "denied" | "requested";
  readonly denial_reason: string | null;
  readonly policy_name: string | null;
  readonly approval_id: Uuid | null;
}

/** One application of a policy. */
export interface PolicyHitRow {
  readonly policy_id: Uuid;
  readonly environment: Environment;
  readonly mode: "enforce" | "monitor" | "report_only";
  readonly verdict: "allow" | "approve" | "deny" | "guard";
}

/** A ledger entry before it has a sequence number. */
export interface SettledEntry {
  readonly id: Uuid;
  readonly kind: string;
  readonly actor: Actor;
  readonly subject: Subject;
  readonly corr: string;
  readonly data: Readonly<Record<string, Json>>;
  readonly payloads: readonly SealedPayload[];
  /** Columns of the index, not of the leaf. */
  readonly agent_id: Uuid | null;
  readonly action_type: string | null;
  /** The environment that it happened in; null when it concerns the whole organisation. */
  readonly environment: string | null;
}

export interface Settled {
  readonly outcome: Outcome;
  readonly entry?: SettledEntry;
  readonly changes: readonly Change[];
}

/** Settles an intent as refused, without an entry or changes. */
export function refuse(code: string, approval?: ApprovalRecord): Settled {
  return { outcome: approval ? { type: "refused", code, approval } : { type: "refused", code }, changes: [] };
}
