import { z } from "zod";
import { NamedAgent } from "./agents.ts";
import { modelName, usd } from "./budgets.ts";
import { COST_GROUPS } from "./constants.ts";
import { callerId, environment, id, page, pageQuery, timestamp } from "./primitives.ts";
import { orderedRange, recentRange } from "./time-range.ts";

/** A sum of money as a decimal text. It is exact: a cost has up to 12 places. */
const exactUsd = z.string().meta({ example: "0.00192" });
const count = z.number().int().min(0);

const filter = {
  agent: id("agt").optional(),
  model: modelName.optional(),
  run: id("run").optional(),
  session: callerId.optional().describe("The session_id of the action or reservation, or of its run"),
  environment: environment.optional(),
  ...recentRange,
};

export const CostQuery = orderedRange(z.strictObject({ ...filter, group_by: z.enum(COST_GROUPS).default("day") }));
export type CostQuery = z.output<typeof CostQuery>;

const totals = {
  usd: exactUsd.describe("Sum of the known costs"),
  requests: count,
  unknown: count.describe("Requests without a known cost: their model has no price"),
  tokens: count,
};

/** Costs of a time range. */
export const Costs = z
  .strictObject({
    from: timestamp,
    to: timestamp,
    group_by: z.enum(COST_GROUPS),
    total: z.strictObject(totals),
    groups: z
      .array(
        z.strictObject({
          key: z
            .string()
            .nullable()
            .describe("Id of the agent or run, name of the model, day in the organisation's time zone, or another value"),
          name: z.string().nullable().describe("Name of the agent"),
          ...totals,
        }),
      )
      .describe("The groups with the highest costs, or the days in order"),
    unknown_models: z.array(z.string()).describe("Models without a price"),
    projection: z
      .strictObject({
        until: timestamp.describe("End of the month"),
        usd: exactUsd,
        low: exactUsd,
        high: exactUsd,
        days: count.describe("The full days on which it is based"),
      })
      .nullable()
      .describe("Estimated costs of this month. Null until there are 7 full days with costs"),
  })
  .meta({ id: "Costs" });
export type Costs = z.infer<typeof Costs>;

export const CostRecord = z
  .strictObject({
    request: z.union([id("rsv"), id("evt")]).describe("The reservation, the action, or the event of a run that is about no action"),
    audit_event_id: id("evt").nullable().describe("The ledger entry that stated the cost. null when an event of a run stated it"),
    at: timestamp,
    agent: NamedAgent,
    environment,
    run_id: id("run").nullable(),
    action_type: z.string().nullable(),
    model: z.string().nullable(),
    usd: exactUsd.nullable(),
    basis: z.enum(["stated", "price", "reserved", "unknown"]).describe("How the cost is known"),
    tokens: count.nullable(),
    input_tokens: count.nullable(),
    output_tokens: count.nullable(),
  })
  .meta({ id: "CostRecord" });
export type CostRecord = z.infer<typeof CostRecord>;

export const CostRecordQuery = orderedRange(pageQuery.extend({ ...filter, request: z.union([id("rsv"), id("evt")]).optional() }));
export const CostRecordPage = page(CostRecord);

export const CostExportQuery = orderedRange(z.strictObject({ ...filter, format: z.enum(["csv", "json"]).default("csv") }));
export type CostExportQuery = z.output<typeof CostExportQuery>;

/** The price of a model per million tokens. */
export const Price = z
  .strictObject({
    model: modelName,
    input: usd.describe("US dollars per million input tokens"),
    output: usd.describe("US dollars per million output tokens"),
    source: z.string().describe("Where the price was published; `organisation` for a price of your own"),
    as_of: z.string().describe("The day of the price"),
  })
  .meta({ id: "ModelPrice" });
export type Price = z.infer<typeof Price>;

export const PriceInput = z.strictObject({ model: modelName, input: usd, output: usd }).meta({ id: "ModelPriceInput" });
export type PriceInput = z.output<typeof PriceInput>;
export const PriceRemoval = z.strictObject({ model: modelName }).meta({ id: "ModelPriceRemoval" });
export const PriceList = page(Price);
