import { z } from "zod";
import { DenialReason } from "./actions.ts";
import { policySource } from "./policies.ts";
import { actionType, environment, id, policyVersion } from "./primitives.ts";

const count = z.number().int().min(0);

/** A change of one policy: a document, a saved version, or disabling the policy. Exactly one of `document`, `yaml` and `policy` is present. */
export const PolicyImpactInput = z
  .strictObject({
    ...policySource,
    policy: id("pol").optional().describe("A saved policy"),
    version: policyVersion.optional().describe("Version of `policy`. Default: the newest"),
    disable: z.literal(true).optional().describe("Compare with `policy` disabled"),
  })
  .refine(
    ({ document, yaml, policy }) => [document, yaml, policy].filter((given) => given !== undefined).length === 1,
    "send one of document, yaml and policy",
  )
  .refine(
    ({ policy, version, disable }) => policy !== undefined || (version === undefined && disable === undefined),
    "version and disable belong to policy",
  )
  .refine(({ version, disable }) => version === undefined || disable === undefined, "send version or disable, not both")
  .meta({ id: "PolicyImpactInput" });
export type PolicyImpactInput = z.infer<typeof PolicyImpactInput>;

/** What happens to an open request: it ends, needs more votes, or needs no further vote. */
export const PolicyImpactOutcome = z.enum(["ends", "asks_more", "approved"]);

export const PolicyImpact = z
  .strictObject({
    compared: count.describe("Open requests that were compared: those that wait, and approvals that are not used yet"),
    more: z.boolean().describe("true when there are open requests that were not compared"),
    affected: z.strictObject({
      waiting: count.describe("Requests that wait for a decision and would change"),
      approved: count.describe("Approvals that are not used yet and would change"),
    }),
    changes: z
      .array(
        z.strictObject({
          approval_id: id("apr"),
          status: z.enum(["pending", "approved"]).describe("Status before the change"),
          action_type: actionType,
          environment,
          outcome: PolicyImpactOutcome,
          reason: DenialReason.optional().describe("Why the request would end"),
        }),
      )
      .describe("The first 100 requests that would change"),
  })
  .meta({ id: "PolicyImpact" });
export type PolicyImpact = z.infer<typeof PolicyImpact>;
