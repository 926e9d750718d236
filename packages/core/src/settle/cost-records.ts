import type { Environment } from "../model/facts.ts";
import type { CostAmounts } from "../model/settle-plan.ts";
import type { Uuid } from "./uuid.ts";

/** A cost with its source, `basis`. */
export interface CostStatement {
  readonly model: string | null;
  /** Exact decimal text; null when neither the cost nor the price of the model is known. */
  readonly usd: string | null;
  readonly basis: "stated" | "price" | "reserved" | "unknown";
  readonly tokens: number | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
}

/** Costs of one request. */
export interface CostRecordRow extends CostStatement {
  /** The reservation, the action, or the event of a run that is about no action. */
  readonly request_id: Uuid;
  /** The entry that stated the cost; null for an event of a run, which is no entry. */
  readonly entry_id: Uuid | null;
  readonly source: "reservation" | "action" | "run";
  readonly agent_id: Uuid;
  readonly environment: string;
  readonly run_id: Uuid | null;
  readonly action_type: string | null;
  readonly at: number;
}

/**
 * A reservation that a caller made apart from an action. The `ReservationRecord`s with its id have the amount that each budget reserved for
 * it.
 */
export interface CostReservationRecord {
  readonly reservation_id: Uuid;
  readonly agent_id: Uuid;
  readonly key_id: Uuid;
  readonly environment: Environment;
  readonly run_id: Uuid | null;
  /** Keyed hash of the session's id, by which the entries about the reservation are found. */
  readonly session: Uint8Array | null;
  readonly action_type: string | null;
  readonly model: string | null;
  readonly reserved: CostAmounts;
  readonly used: CostAmounts | null;
  readonly status: "reserved" | "settled" | "released" | "expired";
  readonly created_at: number;
  readonly expires_at: number;
  readonly ended_at: number | null;
}
