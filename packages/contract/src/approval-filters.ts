import { z } from "zod";
import { duration, RiskLevel } from "./approvals.ts";
import { plainName } from "./auth.ts";
import { actionType, id, timestamp } from "./primitives.ts";

export const MAX_APPROVAL_FILTERS = 20;

const conditions = {
  risk: RiskLevel.nullable(),
  agent_id: id("agt").nullable(),
  policy_id: id("pol").nullable().describe("A policy that asked for the approval"),
  action_type: actionType.nullable(),
  expires_within: duration.nullable().describe("Requests that expire within this time, such as 1h"),
};

export const ApprovalFilter = z
  .strictObject({ id: id("flt"), name: z.string(), ...conditions, created_at: timestamp })
  .meta({ id: "ApprovalFilter" });
export type ApprovalFilter = z.infer<typeof ApprovalFilter>;

export const ApprovalFilterList = z
  .strictObject({ data: z.array(ApprovalFilter), has_more: z.literal(false), next_cursor: z.null() })
  .meta({ id: "ApprovalFilterList" });

export const ApprovalFilterInput = z
  .strictObject({
    name: plainName,
    risk: conditions.risk.default(null),
    agent_id: conditions.agent_id.default(null),
    policy_id: conditions.policy_id.default(null),
    action_type: conditions.action_type.default(null),
    expires_within: conditions.expires_within.default(null),
  })
  .refine(
    ({ name: _, ...given }) => Object.values(given).some((condition) => condition !== null),
    "must have at least one of risk, agent_id, policy_id, action_type and expires_within",
  )
  .meta({ id: "ApprovalFilterInput" });
export type ApprovalFilterInput = z.output<typeof ApprovalFilterInput>;
