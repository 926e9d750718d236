import type { Risk } from "../approval/assess-risk.ts";
import type { Approver, RequestedBy } from "../approval/eligibility.ts";
import type { ApprovalStatus } from "../approval/state.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import type { Actor, Subject } from "../ledger/entry.ts";
import type { Environment } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { ApprovalPlan, Finding, PolicyVerdict, Verdict } from "../model/verdict.ts";
import type { Postcondition } from "../modules/contract/check-outcome.ts";

/** Ids in this folder are UUIDs as the database keeps them; the entry builders turn them into wire ids. Times are ms since the epoch. */
export type Uuid = string;

/** A commitment of one payload field; ciphertext and salt travel beside it to the writer. */
export interface SealedPayload {
  readonly field: string;
  /** hex, as in the leaf's `pd` */
  readonly commitment: string;
  readonly salt: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** An idempotency id as a caller sent it, with the body it came with. */
export interface ClaimedId {
  /** hex of 32 bytes: organisation, principal, route and the caller's id, keyed */
  readonly claim: string;
  /** hex of 32 bytes: the canonical body, keyed */
  readonly body_mac: string;
}

/** An idempotency id that was used, and the entry that answered it. */
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
  /** hex */
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
}

export interface PermitRecord {
  readonly permit_id: Uuid;
  readonly approval_id: Uuid;
  readonly agent_id: Uuid;
  /** hex of SHA-256, or null when any audience may consume it */
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

/** What the ledger says of an approval that was read from its row. */
export interface ApprovalEvidence {
  /** Whether the row contradicts the ledger's entries. */
  readonly contradicted: boolean;
  /** Whether an entry says that its permit was consumed. */
  readonly consumed: boolean;
}

/** A delegated agent's standing, by its agent id. */
export interface DelegationRecord {
  readonly delegation_id: Uuid;
  /** The delegated agent. */
  readonly agent_id: Uuid;
  /** Agents from the root to the parent. */
  readonly chain: readonly Uuid[];
  readonly expires_at: number;
  /** Whether it or one above it has ended. */
  readonly ended: boolean;
}

/** A rate's or a budget's counter. */
export interface CounterRecord {
  readonly key: string;
  /** Of a rate µs since the epoch, of a budget what is used and reserved, usd in millionths. */
  readonly value: number;
  /** Whether its threshold was recorded. */
  readonly warned: boolean;
  readonly expires_at: number | null;
}

/** What was executed before under one key, within its window. */
export interface MarksRecord {
  readonly key: string;
  readonly count: number;
  /** In millionths. */
  readonly sum: number;
  /** Of a loop the last calls in order, otherwise distinct. */
  readonly values: readonly string[];
}

/** What a budget reserved for an action. */
export interface HoldRecord {
  readonly event_id: Uuid;
  readonly key: string;
  /** `outcome` and `probe` wait for how the call went. */
  readonly measure: "usd" | "tokens" | "calls" | "seconds" | "outcome" | "probe";
  /** Of an outcome how long it is remembered, ms. */
  readonly amount: number;
  readonly settled_at: number | null;
  /** Charged by a report that stated no cost; null once a report stated one. */
  readonly assumed: number | null;
}

/** What one organisation's settle may read: loaded under the lock, then kept up to date within the batch. */
export interface View {
  readonly claims: Map<string, ClaimRecord>;
  readonly approvals: Map<Uuid, ApprovalRecord>;
  /** Of the approvals that were read from their rows; one that this process recorded itself has none. */
  readonly evidence: Map<Uuid, ApprovalEvidence>;
  readonly permits: Map<Uuid, PermitRecord>;
  readonly events: Map<Uuid, EventRecord>;
  /** Of the delegated agents that act, or whose approvals are acted on. */
  readonly delegations: Map<Uuid, DelegationRecord>;
  readonly counters: Map<string, CounterRecord>;
  readonly marks: Map<string, MarksRecord>;
  /** By the submission they were reserved for. */
  readonly holds: Map<Uuid, readonly HoldRecord[]>;
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
    marks: new Map(),
    holds: new Map(),
  };
}

/** The credential that acts, as the leaf names it. */
export interface AgentPrincipal {
  readonly agent_id: Uuid;
  readonly key_id: Uuid;
  readonly environment: Environment;
  /** What a delegated agent acts under; absent for an agent that people manage. */
  readonly delegation?: { readonly id: Uuid; readonly chain: readonly Uuid[] };
}

interface WithPayloads {
  readonly entry_id: Uuid;
  readonly payloads: readonly SealedPayload[];
}

/** An approval as a submission asks for it. */
export interface ApprovalRequest {
  readonly approval_id: Uuid;
  /** hex */
  readonly digest: string;
  readonly digest_salt: Uint8Array;
  readonly risk: Risk;
  readonly requested_by: RequestedBy;
  /** hex of `termsHash` */
  readonly terms: string;
}

export interface SubmitIntent extends WithPayloads {
  readonly kind: "submit";
  readonly principal: AgentPrincipal;
  readonly action_type: string;
  readonly verdict: Verdict;
  readonly claim: ClaimedId | null;
  /** Present when the verdict asks a person. */
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
}

export interface CollectIntent extends WithPayloads {
  readonly kind: "collect";
  readonly approval_id: Uuid;
  readonly principal: AgentPrincipal;
  /** The same submission judged by the policies of now. */
  readonly verdict: Verdict;
  /** What the action does, as tags of its execution. */
  readonly uses: readonly string[];
  readonly permit_id: Uuid;
  readonly audience_hash: string | null;
}

export interface CancelIntent extends WithPayloads {
  readonly kind: "cancel";
  readonly approval_id: Uuid;
  readonly principal: AgentPrincipal;
}

/** The sweeper's: writes an entry only when a clock has really run out. */
export interface ExpireIntent extends WithPayloads {
  readonly kind: "expire";
  readonly approval_id: Uuid;
  readonly org_id: Uuid;
}

export interface ConsumeIntent extends WithPayloads {
  readonly kind: "consume";
  readonly permit_id: Uuid;
  readonly approval_id: Uuid;
  readonly consumer_key_id: Uuid;
  readonly audience_hash: string | null;
  /** Digest of the submission that is about to run, computed with the approval's salt. */
  readonly digest: string;
  readonly verdict: Verdict;
  readonly claim: ClaimedId | null;
}

export interface ReportIntent extends WithPayloads {
  readonly kind: "report";
  readonly principal: AgentPrincipal;
  readonly event_id: Uuid;
  readonly status: "success" | "failure" | "partial";
  /** What was held against it. */
  readonly postconditions?: readonly Pick<Postcondition, "name" | "result">[];
  /** What policies took out of the report before it was sealed. */
  readonly findings?: readonly Finding[];
  /** What it really cost, when the caller says so. */
  readonly usage?: { readonly tokens?: number; readonly usd_micros?: number; readonly seconds?: number };
  readonly claim: ClaimedId | null;
}

export type Intent = SubmitIntent | DecideIntent | CollectIntent | CancelIntent | ExpireIntent | ConsumeIntent | ReportIntent;

/** A refusal that changes nothing; some are recorded. Codes are the wire's error codes. */
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

/** Rows that a settled intent writes besides its entry. `approval` and `permit` replace the row with the same id. */
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
  | {
      readonly table: "history_mark";
      readonly row: { key: string; at: number; value: string | null; amount: number | null; expires_at: number };
    }
  | { readonly table: "budget_hold"; readonly row: HoldRecord }
  | { readonly table: "action_report"; readonly row: { entry_id: Uuid; event_id: Uuid; status: string; reported_at: number } };

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

/** A policy applied once. */
export interface PolicyHitRow {
  readonly policy_id: Uuid;
  readonly environment: Environment;
  readonly mode: "enforce" | "monitor" | "report_only";
  readonly verdict: "allow" | "approve" | "deny" | "guard";
}

/** An entry before the log gives it its place. */
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
