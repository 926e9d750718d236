import type { Environment } from "../model/facts.ts";
import type { CostStatement } from "./cost-records.ts";
import type { LifecycleType } from "./lifecycle.ts";
import type { Uuid } from "./uuid.ts";

/** The outcome of one call that a circuit watches. `probe_failed` is a failure while the circuit was half open. */
export interface CallOutcome {
  readonly outcome: "executed" | "denied" | "succeeded" | "failed" | "probe_failed";
  readonly at: number;
}

/** Sequence numbers that a key skipped. */
export interface SequenceGapRow {
  readonly identity_key_id: Uuid;
  readonly from_sequence: number;
  readonly to_sequence: number;
  /** The entry of the statement after the gap. */
  readonly entry_id: Uuid;
  readonly at: number;
}

/** The position of an action in a run. */
export interface RunRef {
  readonly run_id: Uuid;
  /** The iteration of the agent's loop; null when the caller states none. */
  readonly iteration_index: number | null;
}

/** An event that an agent reports about the course of a run. */
export interface LifecycleEvent {
  readonly event_id: Uuid;
  readonly type: LifecycleType;
  /** The time that the agent states, ms since the epoch; null for the time of the commit. */
  readonly at: number | null;
  readonly iteration_index: number | null;
  /** The sealed data; null when there is none. */
  readonly data: Uint8Array | null;
  /** The submission of the action that the event is about; null when it names none. */
  readonly request_id: Uuid | null;
  /** The cost that the event states; null when it states none. */
  readonly cost: CostStatement | null;
}

/** An event of a run before it has a number. */
export interface RunEventRow extends Omit<LifecycleEvent, "at" | "cost"> {
  readonly run_id: Uuid;
  readonly agent_id: Uuid;
  readonly at: number;
  readonly recorded_at: number;
}

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
  /** Number of records that the action says it accesses. */
  readonly records: number;
  /** The references that later entries of the request repeat. */
  readonly refs: readonly Uint8Array[];
  readonly importance: string | null;
  readonly retention: string | null;
  /** `gateway`: the sidecar surface. `sdk`: `POST /actions`. */
  readonly channel: "sdk" | "gateway";
}

/** One application of a policy. */
export interface PolicyHitRow {
  readonly policy_id: Uuid;
  readonly environment: Environment;
  readonly mode: "enforce" | "monitor" | "report_only";
  readonly verdict: "allow" | "approve" | "deny" | "guard";
}
