import { z } from "zod";
import {
  actionPattern,
  amounts,
  count,
  denialReason,
  environment,
  eventTypes,
  hash,
  id,
  overruns,
  settled,
  thresholds,
  timestamp,
} from "./entry-fields.ts";

const haltScope = z.union([
  z.strictObject({ organisation: z.literal(true) }),
  z.strictObject({ agent: id("agt") }),
  z.strictObject({ action: z.union([actionPattern, z.literal("*")]), environment: environment.optional() }),
  z.strictObject({ environment }),
]);
const halt = { halt: id("hlt"), scope: haltScope, drill: id("drl").optional(), ...eventTypes };
const reservation = { reservation: id("rsv"), environment, key: id("key"), run: id("run").optional(), ...eventTypes };

/** The schema of `data` for the kinds about halts, drills, breakers and budgets. */
export const CONTROL_ENTRY_DATA = {
  /** `policy` is the policy whose loop detection halted the agent. */
  "halt.requested": z.strictObject({ ...halt, clients: count, policy: id("pol").optional() }),
  "halt.confirmed": z.strictObject({ ...halt, clients: count, after_ms: count, disconnected: count.optional() }),
  "halt.resumed": z.strictObject({ ...halt, acknowledged: count, outstanding: count, disconnected: count.optional() }),
  "drill.changed": z.strictObject({ drill: id("drl"), agent: id("agt"), change: z.enum(["created", "started", "removed"]), ...eventTypes }),
  "drill.completed": z.strictObject({
    drill: id("drl"),
    agent: id("agt"),
    halt: id("hlt"),
    goal_ms: count,
    clients: count,
    in_time: count,
    passed: z.boolean(),
    ...eventTypes,
  }),
  /** A person forces the breaker of an agent open or closed, or removes the override. */
  "breaker.changed": z.strictObject({ agent: id("agt"), change: z.enum(["held_open", "held_closed", "released"]), ...eventTypes }),
  /** `fingerprint` is the SHA-256 of the public key. `ends_at` is the end of the overlap of a replaced key. */
  "identity_key.changed": z.strictObject({
    agent: id("agt"),
    identity_key: id("aik"),
    change: z.enum(["registered", "rotated", "revoked"]),
    fingerprint: hash,
    replaces: id("aik").optional(),
    ends_at: timestamp.optional(),
    ...eventTypes,
  }),
  "budget.reserved": z.strictObject({
    ...reservation,
    amounts,
    expires_at: timestamp,
    /** The approval with which people extended the budgets for it. */
    approval: id("apr").optional(),
    shadow: z.array(settled).max(64).optional(),
    thresholds: thresholds.optional(),
  }),
  "budget.denied": z.strictObject({
    environment,
    key: id("key"),
    run: id("run").optional(),
    amounts,
    status: z.literal("denied"),
    denial_reason: denialReason,
    settled: settled.optional(),
    ...eventTypes,
  }),
  "budget.settled": z.strictObject({
    ...reservation,
    amounts,
    /** True when the caller estimated the cost. */
    estimated: z.literal(true).optional(),
    /** True when the reservation had expired before. */
    late: z.literal(true).optional(),
    thresholds: thresholds.optional(),
    overruns: overruns.optional(),
  }),
  "budget.released": z.strictObject(reservation),
  "budget.expired": z.strictObject(reservation),
  /** A price of a model was set or removed. The encrypted payload of the entry names the model and its prices. */
  "price.changed": z.strictObject({ organisation: id("org"), change: z.enum(["set", "removed"]), ...eventTypes }),
} as const;
