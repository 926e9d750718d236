import { ANOMALY_KINDS } from "@agentlattice/core/anomalies";
import { z } from "zod";
import { actionType, environment, id, page, pageQuery, timestamp, visibleText } from "./primitives.ts";
import { youCan } from "./you.ts";

const count = z.number().int().min(0);
const MAX_REASON = 1_000;

export const AnomalyKind = z
  .enum(ANOMALY_KINDS)
  .describe(
    "`frequency_spike`, `bulk_access`: more requests or records of an action in an hour than usual. `new_action_type`: an action without a request in 28 days. `off_hours`: requests in a part of the week without any. `scope_escalation`: denials for missing capabilities. `delegation_burst`: delegations. `reported_without_permission`: outcomes of actions that were not allowed",
  );
export type AnomalyKind = z.infer<typeof AnomalyKind>;

const fields = {
  id: id("ano"),
  agent_id: id("agt").describe("The root agent. Activity of its delegated agents counts as its own"),
  agent_name: z.string(),
  environment,
  kind: AnomalyKind,
  pattern: z.string().describe("The action, the part of the week such as `weekend_00_04`, or empty for the whole agent"),
  action_type: actionType.nullable(),
  status: z.enum(["open", "expected"]),
  unit: z.enum(["requests", "records", "denials", "delegations", "reports"]).describe("What is counted per hour"),
  observed: count.describe("Highest number of an hour within the window"),
  threshold: count.describe("Numbers from this one on are reported"),
  baseline: z
    .strictObject({ median: count, low: count, high: count, days: count, requests: count })
    .describe(
      "The usual number per hour in the 28 days before: for requests the median, the 5th and the 95th percentile; otherwise `high` is the highest. `days` and `requests` are those that it rests on",
    ),
  window: z.strictObject({ from: timestamp, to: timestamp }),
  evidence: z
    .array(id("evt"))
    .describe("Entries whose numbers make up `observed`, at most 10: those with the most records, otherwise the newest"),
  actions: z
    .array(id("evt"))
    .describe(
      "For `reported_without_permission`: the `audit_event_id` of each action that was bypassed, as far as `evidence` reports them. Otherwise empty",
    ),
  entry_id: id("evt").describe("The entry `anomaly.detected`"),
  detected_at: timestamp.describe("Time of the entry that crossed the threshold"),
  expected: z
    .strictObject({
      by: z.strictObject({ id: id("usr"), name: z.string() }),
      at: timestamp,
      reason: z.string().nullable().describe("Untrusted text; null for agents"),
    })
    .nullable(),
  you: youCan(["expectAnomaly", "reopenAnomaly"]),
};

export const Anomaly = z.strictObject(fields).meta({ id: "Anomaly" });
export type Anomaly = z.infer<typeof Anomaly>;
export const AnomalyPage = page(Anomaly).meta({ id: "AnomalyPage" });

/** An anomaly with the hours around it. */
export const AnomalyDetail = z
  .strictObject({
    ...fields,
    series: z
      .array(z.strictObject({ hour: timestamp, value: count }))
      .describe("The counted number of each hour with activity, in the day before the end of the window, oldest first"),
  })
  .meta({ id: "AnomalyDetail" });
export type AnomalyDetail = z.infer<typeof AnomalyDetail>;

export const AnomalyQuery = pageQuery.extend({
  status: z.enum(["open", "expected"]).optional(),
  agent: id("agt").optional(),
  kind: AnomalyKind.optional(),
  environment: environment.optional(),
});

export const ExpectedInput = z
  .strictObject({ reason: visibleText(MAX_REASON).describe("Why this activity is expected. Stored encrypted") })
  .meta({ id: "ExpectedInput" });

const rule = z
  .strictObject({ minimum: count, factor: z.number() })
  .describe("`factor` times the usual number per hour, at least `minimum`");

export const AnomalyThresholds = z
  .strictObject({
    calibration_days: count.describe("UTC days with requests, of the last 28, after which an agent is calibrated"),
    calibration_requests: count.describe("Requests, in the same days, after which an agent is calibrated"),
    baseline_days: count,
    action_hours: count.describe("Hours with requests for an action, after which its numbers are compared"),
    off_hours_requests: count.describe("Requests in an hour at an unusual part of the week"),
    frequency_spike: rule,
    bulk_access: rule,
    scope_escalation: rule,
    delegation_burst: rule,
    reported_without_permission: count,
  })
  .meta({ id: "AnomalyThresholds" });

/** Baselines of an agent in an environment. */
export const AnomalyBaseline = z
  .strictObject({
    agent_id: id("agt"),
    agent_name: z.string(),
    environment,
    status: z.enum(["calibrating", "calibrated"]).describe("`calibrating`: nothing is compared and reported yet"),
    days: count.describe("UTC days with requests in the last 28 days"),
    days_needed: count.describe("Days that are still needed"),
    actions: count.describe("Requests in the last 28 days"),
    actions_needed: count.describe("Requests that are still needed"),
    progress: z.number().min(0).max(1).describe("Share of the calibration that is complete"),
    action_types: z
      .array(
        z.strictObject({
          action_type: actionType,
          hours: count.describe("Hours with requests"),
          median: count,
          low: count,
          high: count,
          threshold: count.describe("Requests per hour that are reported as a frequency spike"),
          records_high: count,
          records_threshold: count.describe("Records per hour that are reported as bulk access"),
          compared: z.boolean().describe("False while too few hours are known"),
        }),
      )
      .nullable()
      .describe("The most frequent actions, at most 100; null unless the request names an agent"),
  })
  .meta({ id: "AnomalyBaseline" });
export type AnomalyBaseline = z.infer<typeof AnomalyBaseline>;
export const AnomalyBaselinePage = page(AnomalyBaseline).extend({ thresholds: AnomalyThresholds }).meta({ id: "AnomalyBaselinePage" });

export const AnomalyBaselineQuery = pageQuery.extend({
  agent: id("agt").optional().describe("Only this agent, with its actions"),
  environment: environment.optional().describe("The environment of the activity; by default that of the key, else prod"),
});
