import { z } from "zod";
import { hex32, id, json, page, pageQuery, timestamp } from "./primitives.ts";

const POLICY_BYTES = 256 * 1024;

export const PolicyInput = z
  .strictObject({ document: json.optional(), yaml: z.string().max(POLICY_BYTES).optional() })
  .refine((input) => (input.document === undefined) !== (input.yaml === undefined), "send either document or yaml")
  .meta({ id: "PolicyInput" });
export type PolicyInput = z.infer<typeof PolicyInput>;

export const PolicyIssue = z.strictObject({
  path: z.string(),
  message: z.string(),
  suggestion: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});

export const PolicyValidation = z
  .strictObject({ valid: z.boolean(), issues: z.array(PolicyIssue), hash: hex32.optional() })
  .meta({ id: "PolicyValidation" });

export const PolicySummary = z
  .strictObject({
    id: id("pol"),
    name: z.string(),
    version: z.number().int(),
    action_type: z.string().describe("the first pattern of match.actions"),
    actions: z.array(z.string()),
    effect: z.enum(["allow", "approve", "deny", "guard"]),
    approval_required: z.boolean(),
    mode: z.enum(["enforce", "monitor", "report_only"]),
    status: z.enum(["draft", "active"]),
  })
  .meta({ id: "PolicySummary" });
export type PolicySummary = z.infer<typeof PolicySummary>;

export const PolicyListQuery = pageQuery.extend({ scope: z.enum(["own", "org"]).optional() });
export const PolicyPage = page(PolicySummary).meta({ id: "PolicyPage" });

export const PolicyVersion = z
  .strictObject({
    id: id("pol"),
    name: z.string(),
    version: z.number().int(),
    hash: hex32,
    status: z.enum(["draft", "active"]),
    created_at: timestamp,
  })
  .meta({ id: "PolicyVersion" });

export const PolicyDetail = z
  .strictObject({ ...PolicyVersion.shape, document: json, yaml: z.string(), active_version: z.number().int().nullable() })
  .meta({ id: "PolicyDetail" });

export const PublishInput = z.strictObject({ version: z.number().int().min(1).optional() }).meta({ id: "PublishInput" });
export const PublishResult = z
  .strictObject({ ...PolicyVersion.shape, epoch: z.number().int(), audit_event_id: id("evt") })
  .meta({ id: "PublishResult" });
