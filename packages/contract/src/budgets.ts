import { z } from "zod";
import { ConditionResult, Receipt } from "./actions.ts";
import { NamedAgent } from "./agents.ts";
import { actionType, approvalUrl, callerId, environment, estimated, id, page, pageQuery, timestamp } from "./primitives.ts";

const MAX_AMOUNT = 1_000_000_000;
const MAX_TTL_SECONDS = 86_400;

/** An amount of money as a decimal text, so that it stays exact. */
export const usd = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be a decimal text such as "0.25", with at most 6 places')
  .meta({ example: "0.25" });
const amount = z.number().int().min(0).max(MAX_AMOUNT);
const measure = z.enum(["usd", "tokens", "calls", "seconds"]);
const share = z.number().gt(0).lte(1);

/** Name of a model. It is an identifier, never free text. */
export const modelName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]*$/, "must be the identifier of a model such as gpt-4.1-mini");

const amounts = { usd: usd.optional(), tokens: amount.optional(), calls: amount.optional(), seconds: amount.optional() };
const MEASURES = measure.options;

/** Body of `POST /budgets/reserve`. */
export const ReserveInput = z
  .strictObject({
    ...amounts,
    run_id: id("run", ", as POST /runs answers it").optional(),
    session_id: z.string().min(1).max(128).optional(),
    ttl: z
      .number()
      .int()
      .min(1)
      .max(MAX_TTL_SECONDS)
      .default(900)
      .describe("Seconds until a reservation that was neither settled nor released returns to its budgets"),
    action_type: actionType
      .optional()
      .describe("The action that the amounts are for. Without it, the reservation is charged to every budget of the agent"),
    model: modelName.optional().describe("The model that is called. Conditions of policies may refer to it"),
    approval_id: id("apr", ", as POST /budgets/reserve answered it")
      .optional()
      .describe("The approval with which people extended the budgets for the same reservation"),
  })
  .refine((input) => MEASURES.some((name) => input[name] !== undefined), "state at least one of usd, tokens, calls and seconds")
  .meta({ id: "ReserveInput" });
export type ReserveInput = z.output<typeof ReserveInput>;

/** Body of `POST /budgets/{id}/settle`: the true cost. */
export const SettleInput = z
  .strictObject({
    ...amounts,
    model: modelName.optional(),
    input_tokens: amount.optional(),
    output_tokens: amount.optional(),
    estimated: estimated.optional(),
  })
  .refine(
    ({ tokens, input_tokens, output_tokens }) =>
      tokens === undefined ||
      (input_tokens === undefined && output_tokens === undefined) ||
      tokens === (input_tokens ?? 0) + (output_tokens ?? 0),
    { path: ["tokens"], message: "must be the sum of input_tokens and output_tokens, or be left out" },
  )
  .meta({ id: "SettleInput" });
export type SettleInput = z.output<typeof SettleInput>;

/** Amounts by measure: USD as a decimal text, others as whole numbers. */
export const CostAmounts = z.strictObject(amounts).meta({ id: "CostAmounts" });
export type CostAmounts = z.infer<typeof CostAmounts>;

/** A budget that is used beyond its cap. */
const Overrun = z.strictObject({
  policy: z.strictObject({ id: id("pol"), name: z.string() }),
  measure,
  cap: z.union([usd, amount]),
  used: z.union([z.string(), z.number()]),
});

export const RESERVATION_STATUSES = ["reserved", "settled", "released", "expired"] as const;

const reservation = {
  id: id("rsv"),
  status: z.enum(RESERVATION_STATUSES),
  agent: NamedAgent,
  environment,
  run_id: id("run").nullable(),
  action_type: z.string().nullable(),
  model: z.string().nullable(),
  reserved: CostAmounts,
  used: CostAmounts.nullable().describe("The cost that was stated; null until the reservation is settled"),
  created_at: timestamp,
  expires_at: timestamp,
  ended_at: timestamp.nullable(),
};

/** Amounts that an agent set aside from its budgets. */
export const Reservation = z.strictObject(reservation).meta({ id: "Reservation" });
export type Reservation = z.infer<typeof Reservation>;

const receipt = Receipt.optional().describe("Absent in the answer to a repeated Idempotency-Key");

export const CreatedReservation = z.strictObject({ ...reservation, receipt }).meta({ id: "CreatedReservation" });
export type CreatedReservation = z.infer<typeof CreatedReservation>;

export const SettledReservation = z
  .strictObject({
    ...reservation,
    used: CostAmounts,
    overruns: z.array(Overrun).describe("The budgets that this cost brought above their caps"),
    receipt,
  })
  .meta({ id: "SettledReservation" });
export type SettledReservation = z.infer<typeof SettledReservation>;

/** The answer to a reservation that a budget does not allow. Nothing was reserved. */
export const DeniedReservation = z
  .strictObject({
    status: z.literal("denied"),
    denial_reason: z.string().meta({ example: "BUDGET_EXCEEDED" }),
    message: z.string(),
    policy_name: z.string().optional(),
    conditions_evaluated: z.array(ConditionResult),
    audit_event_id: id("evt").describe("The ledger entry of the denial"),
    receipt,
  })
  .meta({ id: "DeniedReservation" });
export type DeniedReservation = z.infer<typeof DeniedReservation>;

/** The answer to a reservation that exceeds a cap which people may extend. Nothing was reserved. */
export const RequestedReservation = z
  .strictObject({
    status: z.literal("requested"),
    approval_id: id("apr").describe("Wait for this approval, then reserve the same with it as `approval_id`"),
    approval_url: approvalUrl,
    timeout_at: timestamp,
    message: z.string(),
    policy_name: z.string().optional(),
    audit_event_id: id("evt").describe("The ledger entry of the request"),
    receipt,
  })
  .meta({ id: "RequestedReservation" });
export type RequestedReservation = z.infer<typeof RequestedReservation>;

export const ReservationQuery = pageQuery.extend({
  status: z.enum(RESERVATION_STATUSES).optional(),
  agent: id("agt").optional(),
  run: id("run").optional(),
  session: callerId.optional().describe("The session_id of the reservation, or of its run"),
});
export const ReservationPage = page(Reservation);

/** The subject whose usage a budget counts. */
export const BudgetSubject = z
  .strictObject({
    type: z.enum(["agent", "session", "run", "organisation", "action"]),
    agent: NamedAgent.nullable().describe("The agent, or the root agent of a session or run"),
    key: z.string().nullable().describe("The action type, or a keyed hash of the caller's session or run id"),
  })
  .meta({ id: "BudgetSubject" });

/** A cap of a policy in its current period, with the usage of one subject. */
export const Budget = z
  .strictObject({
    policy: z.strictObject({ id: id("pol"), name: z.string(), version: z.number().int() }),
    path: z.string().describe("Where the policy sets the cap").meta({ example: "spec.limits[0].budget" }),
    mode: z.enum(["enforce", "monitor", "report_only"]),
    actions: z.array(z.string()),
    environments: z.array(environment).nullable().describe("Null for all environments"),
    measure,
    per: z.enum(["session", "run", "agent", "organisation", "hour", "day", "week", "month", "total"]),
    subject: BudgetSubject.nullable().describe("Null for a budget that nobody has used in this period"),
    period: z
      .strictObject({ starts_at: timestamp, ends_at: timestamp })
      .nullable()
      .describe("The current calendar period in the organisation's time zone; null for a budget that does not start again"),
    cap: z.union([z.string(), z.number()]).describe("With the amount by which a person extended it"),
    extended: z.union([z.string(), z.number()]),
    used: z.union([z.string(), z.number()]).describe("Charged, without what is reserved"),
    reserved: z.union([z.string(), z.number()]),
    remaining: z.union([z.string(), z.number()]),
    exceeded: z.boolean().describe("True when what is used and reserved is above the cap, because a cost was higher than its reservation"),
    thresholds: z.array(z.strictObject({ share, at: z.union([z.string(), z.number()]), passed: z.boolean() })),
  })
  .meta({ id: "Budget" });
export type Budget = z.infer<typeof Budget>;

export const BudgetQuery = z.strictObject({
  policy: id("pol").optional(),
  agent: id("agt").optional(),
  run: id("run").optional().describe("Only budgets per run, with the usage of this run"),
  session: callerId.optional().describe("Only budgets per session, with the usage of this session_id"),
  environment: environment.optional(),
});
export const BudgetList = page(Budget);
