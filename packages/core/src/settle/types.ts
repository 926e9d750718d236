import type { Risk } from "../approval/assess-risk.ts";
import type { ApprovalRequestTerms, Ineligible, RequestedBy } from "../approval/eligibility.ts";
import type { ApprovalProgress } from "../approval/progress.ts";
import type { ApprovalStatus } from "../approval/state.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import type { Actor, Subject } from "../ledger/entry.ts";
import type { Environment } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { BudgetMeasure, BudgetTerms, CapReached, CostAmounts, LimitFailure, Overrun } from "../model/settle-plan.ts";
import type { ApprovalPlan, PolicyVerdict, Verdict } from "../model/verdict.ts";
import type { CostRecordRow, CostReservationRecord } from "./cost-records.ts";
import type { CallOutcome, DecisionRow, HistoryRow, PolicyHitRow, RunEventRow, RunRef, SequenceGapRow } from "./rows.ts";
import type { Uuid } from "./uuid.ts";

export type { Uuid };

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

/** A standing grant. Its terms are the payload `grant` of the entry that gave it. */
export interface GrantRecord {
  readonly grant_id: Uuid;
  readonly approval_id: Uuid;
  readonly entry_id: Uuid;
  readonly agent_id: Uuid;
  readonly key_id: Uuid;
  readonly action_type: string;
  readonly environment: Environment;
  /** The ids of the policies that asked, `pol_…`. */
  readonly policies: readonly string[];
  readonly given_by: Uuid;
  readonly created_at: number;
  readonly expires_at: number;
  readonly uses: number;
  /** Millionths. */
  readonly used_sum: number;
  readonly ended_at: number | null;
  readonly ended_because: string | null;
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
  /** Number of a budget's thresholds that were recorded. */
  readonly warned: number;
  /** The amount by which a person extended a budget's cap. */
  readonly extended: number;
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

/** The amount that a budget reserved for an action. */
export interface ReservationRecord {
  readonly event_id: Uuid;
  readonly key: string;
  readonly measure: BudgetMeasure;
  readonly amount: number;
  readonly settled_at: number | null;
  /** The amount charged by a report that stated no cost; null once a report stated one. */
  readonly assumed: number | null;
  /** Null for reservations of earlier versions, which pass no threshold. */
  readonly terms: BudgetTerms | null;
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

/** The sequence numbers that a key of an agent has used. */
export interface SequenceRecord {
  readonly identity_key_id: Uuid;
  readonly last_sequence: number;
  /** The count of numbers that were skipped. */
  readonly missing: number;
  readonly used_at: number;
}

/** The state of one organisation that settling may read: loaded under the lock, then updated within the batch. */
export interface View {
  readonly claims: Map<string, ClaimRecord>;
  readonly approvals: Map<Uuid, ApprovalRecord>;
  /** The check of each approval that was read from its row. Approvals recorded by this process have none. */
  readonly evidence: Map<Uuid, ApprovalEvidence>;
  readonly permits: Map<Uuid, PermitRecord>;
  readonly grants: Map<Uuid, GrantRecord>;
  readonly events: Map<Uuid, EventRecord>;
  /** The delegations of the agents in this batch. */
  readonly delegations: Map<Uuid, DelegationRecord>;
  readonly counters: Map<string, CounterRecord>;
  /** The counters that contradict their seals, or that were deleted. */
  readonly brokenCounters: Set<string>;
  /** The counters that this batch writes, with the UTC days of their ends before and after. */
  readonly movedCounters: Map<string, { readonly from: string | null; readonly to: string }>;
  /** The loaded buckets of counters: keyed sums by the UTC day of the counters' end. */
  readonly counterBuckets: Map<number, Map<string, string>>;
  readonly history: Map<string, HistoryRecord>;
  /** Keyed by event id. */
  readonly reservations: Map<Uuid, readonly ReservationRecord[]>;
  /** Keyed by event id. */
  readonly circuitCalls: Map<Uuid, readonly CircuitCallRecord[]>;
  readonly costReservations: Map<Uuid, CostReservationRecord>;
  /** The runs of this batch that have ended. */
  readonly endedRuns: Set<Uuid>;
  /** The sequences of the identity keys in this batch. */
  readonly sequences: Map<Uuid, SequenceRecord>;
}

export function emptyView(): View {
  return {
    claims: new Map(),
    approvals: new Map(),
    evidence: new Map(),
    permits: new Map(),
    grants: new Map(),
    events: new Map(),
    delegations: new Map(),
    counters: new Map(),
    brokenCounters: new Set(),
    movedCounters: new Map(),
    counterBuckets: new Map(),
    history: new Map(),
    reservations: new Map(),
    circuitCalls: new Map(),
    costReservations: new Map(),
    endedRuns: new Set(),
    sequences: new Map(),
  };
}

/** A refusal that changes nothing; some are recorded. `code` is an error code of the API. */
export interface Refused {
  readonly type: "refused";
  readonly code: string;
  readonly approval?: ApprovalRecord;
  /** Last sequence number of the identity key, when a signed statement was refused. */
  readonly last_sequence?: number;
  /** Amounts by which the budget may still be extended in this period, when an extension was refused. */
  readonly remaining_extension?: CostAmounts;
  /** Why the person may not decide, with NOT_ELIGIBLE. */
  readonly ineligible?: Ineligible;
}

export type Outcome =
  | { readonly type: "recorded"; readonly verdict: Verdict; readonly approval: ApprovalRecord | null; readonly grant?: GrantRecord }
  | { readonly type: "cap_reached"; readonly caps: readonly CapReached[] }
  | { readonly type: "replay"; readonly entry_id: Uuid; readonly same_body: boolean }
  /** `right` is the person on whose behalf a decision was made; null when the person decided in their own right. */
  | { readonly type: "approval"; readonly approval: ApprovalRecord; readonly right?: Uuid | null }
  | { readonly type: "collected"; readonly approval: ApprovalRecord; readonly permit: PermitRecord }
  | { readonly type: "already_collected"; readonly approval: ApprovalRecord }
  | { readonly type: "collect_refused"; readonly approval: ApprovalRecord; readonly verdict: Verdict; readonly reason: DenialReason }
  | { readonly type: "consumed"; readonly permit: PermitRecord; readonly approval: ApprovalRecord; readonly replayed: boolean }
  | { readonly type: "reported"; readonly at: number }
  | { readonly type: "reserved"; readonly reservation: CostReservationRecord }
  | { readonly type: "reserve_denied"; readonly reason: DenialReason; readonly failure: LimitFailure | null }
  | { readonly type: "reservation_ended"; readonly reservation: CostReservationRecord; readonly overruns: readonly Overrun[] }
  | { readonly type: "ingested" }
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
      readonly row: { approval_id: Uuid; user_id: Uuid; right_id: Uuid | null; decision: "approve" | "deny"; at: number; entry_id: Uuid };
    }
  | { readonly table: "permit"; readonly row: PermitRecord }
  | { readonly table: "approval_grant"; readonly row: GrantRecord }
  | { readonly table: "limit_counter"; readonly row: CounterRecord }
  | { readonly table: "history_event"; readonly row: HistoryRow }
  | { readonly table: "budget_reservation"; readonly row: ReservationRecord }
  | { readonly table: "cost_reservation"; readonly row: CostReservationRecord }
  | { readonly table: "cost_record"; readonly row: CostRecordRow }
  | { readonly table: "circuit_call"; readonly row: CircuitCallRecord }
  | { readonly table: "action_report"; readonly row: { entry_id: Uuid; event_id: Uuid; status: string; reported_at: number } }
  | { readonly table: "run_event"; readonly row: RunEventRow }
  | { readonly table: "agent_sequence"; readonly row: SequenceRecord }
  | { readonly table: "agent_sequence_gap"; readonly row: SequenceGapRow }
  | { readonly table: "decision_word"; readonly row: { readonly entry_id: Uuid; readonly text: string } };

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
  /** The run that it belongs to. Later entries with the same correlation id belong to the run of the first one. */
  readonly run?: RunRef;
  /** Ids of the caller by which lists find the entry. */
  readonly references?: References;
}

/** Keyed hashes of ids that the caller chose. */
export interface References {
  /** Later entries with the same correlation id are found by these too. */
  readonly followed: readonly Uint8Array[];
  /** Members by which only the entry itself is found. */
  readonly own: readonly Uint8Array[];
}

export interface Settled {
  readonly outcome: Outcome;
  readonly entry?: SettledEntry;
  readonly changes: readonly Change[];
}

/** Settles an intent as refused, without an entry or changes. */
export function refuse(code: string, approval?: ApprovalRecord, ineligible?: Ineligible): Settled {
  const outcome: Refused = { type: "refused", code, ...(approval ? { approval } : {}), ...(ineligible ? { ineligible } : {}) };
  return { outcome, changes: [] };
}
