import type { Risk } from "../approval/assess-risk.ts";
import type { Approver, RequestedBy } from "../approval/eligibility.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import type { Environment } from "../model/facts.ts";
import type { CostAmounts, SettlePlan } from "../model/settle-plan.ts";
import type { Finding, Verdict } from "../model/verdict.ts";
import type { Postcondition } from "../modules/contract/check-outcome.ts";
import type { CostStatement } from "./cost-records.ts";
import type { ComponentType } from "./lifecycle.ts";
import type { LifecycleEvent, RunRef } from "./rows.ts";
import type { ClaimedId, References, SealedPayload, Uuid } from "./types.ts";

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
  /** True when caps that people may extend are answered as `cap_reached`, so that the caller can ask. Otherwise they deny. */
  readonly may_ask?: true;
  /** The grant that satisfies the approval which the policies require. The verdict is already that of the execution. */
  readonly grant?: GrantUse;
  /** The run that the action belongs to. */
  readonly run?: RunRef;
  /** The caller's ids by which the decision is found. */
  readonly references?: References;
  readonly importance?: "low" | "normal" | "high";
  readonly retention?: "short" | "standard" | "long";
  /** The verified statement with which the agent signed the submission. */
  readonly statement?: StatementUse;
  /** Number of records that the action says it accesses; 0 by default. */
  readonly records?: number;
  /** The channel through which the request arrived; `sdk` by default. */
  readonly channel?: "sdk" | "gateway";
  /** The text that the word index stores for the decision. Secrets and personal data that detection found are removed. */
  readonly text?: string;
}

/** The use of a signed statement. */
export interface StatementUse {
  readonly key_id: Uuid;
  readonly sequence: number;
  /** The nonce, claimed like an idempotency id. */
  readonly nonce: ClaimedId;
}

/** One use of a grant. The bounds come from the sealed terms, not from the row. */
export interface GrantUse {
  readonly grant_id: Uuid;
  readonly count: number;
  /** Millionths; null when the grant has no sum. */
  readonly sum: number | null;
  /** Amount that this use adds to the sum, in millionths. */
  readonly amount: number;
}

/** The grant that a vote names. */
export interface GrantOffer {
  readonly grant_id: Uuid;
  /** Hex of `grantHash`. */
  readonly hash: string;
  /** Seconds. */
  readonly for: number;
  readonly count: number;
  /** Millionths; null when the grant has no sum. */
  readonly sum: number | null;
}

/** A request as the current policies evaluate it. */
export interface Assessed {
  readonly verdict: Verdict;
  /** Present when the policies ask people: the risk under their plan, and the hex of `termsHash` of the plan and the request's people. */
  readonly asked?: { readonly risk: Risk; readonly terms: string };
}

/** Compares an open request with the current policies after a change of the configuration. */
export interface ReassessIntent extends WithPayloads {
  readonly kind: "reassess";
  readonly approval_id: Uuid;
  readonly org_id: Uuid;
  readonly people: readonly Approver[];
  readonly assessed: Assessed;
}

export interface DecideIntent extends WithPayloads {
  readonly kind: "decide";
  readonly approval_id: Uuid;
  readonly decision: "approve" | "deny";
  readonly digest: string | null;
  /** True when the stored arguments of the request are missing or were changed. */
  readonly is_tampered?: boolean;
  readonly has_reason: boolean;
  readonly claim: ClaimedId | null;
  readonly person: Approver;
  /** The members of the organisation; absent when only this person's rights matter. */
  readonly people?: readonly Approver[];
  /** The proof of identity that came with this decision. */
  readonly step_up?: StepUp;
  readonly evidence?: PasskeyEvidence;
  /** The submission as the reviewer changed it: its digest and the verdict of the current policies. */
  readonly edit?: { readonly digest: string; readonly verdict: Verdict };
  /** The evaluation of the request by the current policies. Present when a person approves without edits. */
  readonly assessed?: Assessed;
  /** Present when one person releases the request alone. Seconds. */
  readonly emergency?: { readonly review_within: number };
  /** The grant that the person gives with an approval. The payload `grant` holds its terms. */
  readonly grant?: GrantOffer;
  /** The amounts by which an approval extends the budgets of its request. */
  readonly extend?: CapAmounts;
}

/** Amounts by which caps are extended, and the counters of these caps, which the commit loads. */
export interface CapAmounts {
  readonly amounts: CostAmounts;
  readonly keys: readonly string[];
}

/** A proof of a person's identity that they enter: the password, or a code of their authenticator app or their recovery codes. */
export type EnteredProof = "password" | "totp" | "recovery_code";

/** A fresh proof of a person's identity. */
export type StepUp = EnteredProof | "passkey";

/** A verified assertion of a person's passkey over the request that was shown. The payload `assertion` holds it. */
export interface PasskeyEvidence {
  readonly passkey: Uuid;
  /** Digest of the request that was shown, hex. */
  readonly seen: string;
  /** Hash of what was shown, hex. */
  readonly preview: string;
}

/** Work on a request by a person. Payloads hold the texts. */
export interface WorkIntent extends WithPayloads {
  readonly kind: "work";
  readonly approval_id: Uuid;
  readonly person: Approver;
  readonly people: readonly Approver[];
  /** The counters whose caps the request extends; the commit loads them. */
  readonly counters: readonly string[];
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
  readonly asked?: Assessed["asked"];
  /** The members of the organisation. */
  readonly people: readonly Approver[];
  /** Tags of the execution that describe what the action does. */
  readonly uses: readonly string[];
  readonly permit_id: Uuid;
  readonly audience_hash: string | null;
  /** Present for a permit that is verified without asking us. Seconds. */
  readonly offline?: { readonly lifetime: number };
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
  readonly asked?: Assessed["asked"];
  /** The members of the organisation. */
  readonly people: readonly Approver[];
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
  /** The cost to record, when the usage has money or tokens. */
  readonly cost?: CostStatement & { readonly run_id: Uuid | null };
  readonly claim: ClaimedId | null;
}

/** Records an event of an agent's program. The payload holds its name and data. */
export interface RecordIntent extends WithPayloads {
  readonly kind: "record";
  readonly principal: AgentPrincipal;
  /** UUID of the run that the event belongs to. */
  readonly run_id: Uuid | null;
  readonly references?: References;
  /** Redactions that were made before the event was stored. */
  readonly findings?: readonly Finding[];
  /** The type of an event about a component of the agent; null for an event with a name of its own. */
  readonly component: ComponentType | null;
  readonly claim: ClaimedId | null;
}

/** Reserves amounts of budgets. Its entry's id is the reservation's id. */
export interface ReserveIntent extends WithPayloads {
  readonly kind: "reserve";
  readonly principal: AgentPrincipal;
  /** The reason why the caller may reserve nothing, whatever the budgets; null when it may. */
  readonly denial: { readonly reason: DenialReason } | null;
  readonly plan: SettlePlan;
  readonly amounts: CostAmounts;
  readonly ttl_ms: number;
  readonly run_id: Uuid | null;
  /** Keyed hash of the id of the session that the request or its run names. */
  readonly session: Uint8Array | null;
  readonly action_type: string | null;
  readonly model: string | null;
  /** True when caps that people may extend are answered as `cap_reached`, so that the caller can ask. Otherwise they deny. */
  readonly may_ask?: true;
  readonly claim: ClaimedId | null;
}

/** Makes a reservation for which people extended the budgets. */
export interface ApprovedReserveIntent extends ReserveIntent {
  readonly approval_id: Uuid;
  /** Digest of this reservation, computed with the approval's salt. */
  readonly digest: string;
}

/** States the true cost of a reservation. */
export interface SettleCostIntent extends WithPayloads {
  readonly kind: "settle_cost";
  readonly principal: AgentPrincipal;
  readonly reservation_id: Uuid;
  readonly used: CostAmounts;
  /** True when the caller estimated `used`, because the provider did not state it. */
  readonly estimated?: true;
  readonly cost: CostStatement;
  readonly claim: ClaimedId | null;
}

export interface ReleaseIntent extends WithPayloads {
  readonly kind: "release";
  readonly principal: AgentPrincipal;
  readonly reservation_id: Uuid;
  readonly claim: ClaimedId | null;
}

/** Sent by the sweeper when the time of a reservation is over. */
export interface ExpireReservationIntent extends WithPayloads {
  readonly kind: "expire_reservation";
  readonly reservation_id: Uuid;
  readonly org_id: Uuid;
}

/** Adds events of an agent to a run. They are no ledger entries. The id of the first one is `entry_id`. */
export interface IngestIntent extends WithPayloads {
  readonly kind: "ingest";
  readonly principal: AgentPrincipal;
  readonly run_id: Uuid;
  readonly events: readonly LifecycleEvent[];
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
  | ReassessIntent
  | ConsumeIntent
  | ReportIntent
  | RecordIntent
  | ReserveIntent
  | ApprovedReserveIntent
  | SettleCostIntent
  | ReleaseIntent
  | ExpireReservationIntent
  | IngestIntent;
