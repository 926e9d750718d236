import { z } from "zod";
import { NamedAgent } from "./agents.ts";
import { Person } from "./approvals.ts";
import { GrantBounds } from "./grant-bounds.ts";
import { actionType, environment, id, page, pageQuery, timestamp } from "./primitives.ts";

export const GrantStatus = z.enum(["active", "used_up", "expired", "revoked", "ended"]);

export const Grant = z
  .strictObject({
    id: id("gra"),
    status: GrantStatus,
    approval_id: id("apr").describe("The request with whose approval the grant was given"),
    agent: NamedAgent,
    action_type: actionType,
    environment,
    target: z.string().nullable().describe("Target of the approved request as named by the agent. Untrusted text"),
    policies: z.array(z.strictObject({ id: id("pol"), name: z.string() })),
    bounds: GrantBounds.nullable().describe("null when the terms were erased; such a grant covers nothing"),
    given_by: Person,
    created_at: timestamp,
    expires_at: timestamp,
    uses: z.number().int(),
    used_sum: z.number(),
    ended_at: timestamp.nullable(),
    ended_because: z
      .string()
      .nullable()
      .describe("REVOKED, POLICY_CHANGED, KEY_REVOKED, AGENT_DISABLED, DELEGATION_INVALID, APPROVAL_UNDONE or APPROVAL_REVOKED"),
  })
  .meta({ id: "Grant" });
export type Grant = z.infer<typeof Grant>;

export const GrantListQuery = pageQuery.extend({
  status: z.enum(["active", "all"]).default("all").describe("`active`: grants that may still be used"),
  environment: environment.optional(),
  grant_id: id("gra").optional().describe("Returns only this grant"),
});
export const GrantPage = page(Grant).meta({ id: "GrantPage" });

export const GrantBacktest = z
  .strictObject({
    days: z.number().int(),
    requests: z.number().int().describe("Requests of this agent for this action in these days"),
    truncated: z.boolean().describe("true when there were more requests than the test reads"),
    unreadable: z.number().int().describe("Requests whose arguments were erased"),
    covered: z.number().int().describe("Requests that the grant would have covered, within its count and sum"),
    covered_sum: z.number(),
    covered_approved: z.number().int().describe("Covered requests that people approved"),
    covered_denied: z.number().int().describe("Covered requests that people denied"),
    others: z.number().int().describe("Requests that would still go to a person"),
  })
  .meta({ id: "GrantBacktest" });
export type GrantBacktest = z.infer<typeof GrantBacktest>;
