import { timeText } from "@agentlattice/core/input";
import { z } from "zod";
import { ActionInput, ConditionResult, DecisionAction, DenialReason } from "./actions.ts";
import { capability } from "./agents.ts";
import { POLICY_BYTES } from "./constants.ts";
import { environment, hex32, id, json, MAX_VERSION, page, pageQuery, policyVersion, timestamp } from "./primitives.ts";
import { anyCharacters } from "./stored-text.ts";

const MAX_TRIED = 100;

export const policySource = { document: json.optional(), yaml: anyCharacters(z.string().max(POLICY_BYTES)).optional() };
export const oneSource = (input: { document?: unknown; yaml?: unknown }) => (input.document === undefined) !== (input.yaml === undefined);
export const ONE_SOURCE = "send either document or yaml";

/** A saved version or a document that could become one. At most one of the three fields may be present. */
export const versionOrSource = {
  version: policyVersion.optional().describe("Default: the newest version, unless document or yaml is present"),
  ...policySource,
};
export const atMostOne = (input: { version?: unknown; document?: unknown; yaml?: unknown }) =>
  [input.version, input.document, input.yaml].filter((given) => given !== undefined).length <= 1;
export const AT_MOST_ONE = "send version, document or yaml, not several";

export const PolicyEffect = z.enum(["allow", "approve", "deny", "guard"]);
export const PolicyMode = z.enum(["enforce", "monitor", "report_only"]);
export const PolicyStatus = z.enum(["draft", "active", "disabled"]);

const defaultEffect = z.enum(["allow", "deny"]);
const ownDefault = defaultEffect.nullable();
const defaults = z.strictObject({ prod: ownDefault.optional(), staging: ownDefault.optional(), dev: ownDefault.optional() });
const modes = z.strictObject({ prod: PolicyMode.optional(), staging: PolicyMode.optional(), dev: PolicyMode.optional() });

/** Settings that apply in addition to the policies. They are signed together with the policies. */
export const PolicySettings = z
  .strictObject({
    environment_modes: z.strictObject({ prod: PolicyMode, staging: PolicyMode, dev: PolicyMode }),
    environment_defaults: z
      .strictObject({ prod: ownDefault, staging: ownDefault, dev: ownDefault })
      .describe("Decision per environment when no policy applies; null uses the organisation's default"),
    default: defaultEffect.describe("Decision when no policy applies"),
    plan_only: z.boolean().describe("true to deny all actions with side effects, whatever the policies say"),
    side_effect_free: z
      .array(z.string())
      .describe("Actions that plan_only still allows. When empty: actions whose name ends in a word such as read, list or get"),
    review_widenings: z.boolean().describe("true when a second person must review changes that may allow more. Only owners can change it"),
    epoch: z.number().int().min(0).describe("Epoch of the signed manifest"),
  })
  .meta({ id: "PolicySettings" });
export type PolicySettings = z.infer<typeof PolicySettings>;

/** Fields that are omitted keep their values. */
export const PolicySettingsChange = z
  .strictObject({
    environment_modes: modes.optional(),
    environment_defaults: defaults.optional().describe("null uses the organisation's default"),
    default: defaultEffect.optional(),
    plan_only: z.boolean().optional(),
    side_effect_free: z
      .array(capability)
      .max(256)
      .optional()
      .describe("Patterns such as report.*. An empty list restores the default by action name"),
    review_widenings: z.boolean().optional(),
  })
  .refine(
    (change) => Object.keys(change).length > 0,
    "say what changes: environment_modes, environment_defaults, default, plan_only, side_effect_free or review_widenings",
  )
  .meta({ id: "PolicySettingsChange" });
export type PolicySettingsChange = z.infer<typeof PolicySettingsChange>;

export const PolicyInput = z.strictObject(policySource).refine(oneSource, ONE_SOURCE).meta({ id: "PolicyInput" });
export type PolicyInput = z.infer<typeof PolicyInput>;

export const PolicyBundle = z
  .strictObject({
    bundle: z.string().describe("Compact JWS (EdDSA, type al-policy-bundle+jwt) by a key of GET /permits/jwks.json"),
    expires_at: timestamp.describe("From then on ask the server"),
  })
  .meta({ id: "PolicyBundle" });
export type PolicyBundle = z.infer<typeof PolicyBundle>;

/** Body of `POST /policies/{id}/validate`. */
export const PolicyVersionInput = z.strictObject(versionOrSource).refine(atMostOne, AT_MOST_ONE).meta({ id: "PolicyVersionInput" });
export type PolicyVersionInput = z.infer<typeof PolicyVersionInput>;

const position = { line: z.number().int(), column: z.number().int() };

export const PolicyIssue = z.strictObject({
  path: z.string(),
  message: z.string(),
  suggestion: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  fix: z
    .strictObject({ ...position, end_line: z.number().int(), end_column: z.number().int(), text: z.string() })
    .optional()
    .describe("The suggestion as an edit of the YAML. The end is exclusive"),
});
export type PolicyIssue = z.infer<typeof PolicyIssue>;

const notes = z.array(PolicyIssue).optional().describe("Parts of a valid document that have no effect, with the reason");

export const PolicyValidation = z
  .strictObject({
    valid: z.boolean(),
    issues: z.array(PolicyIssue),
    notes,
    hash: hex32.optional(),
  })
  .meta({ id: "PolicyValidation" });
export type PolicyValidation = z.infer<typeof PolicyValidation>;

const count = z.number().int().min(0);
const byVerdict = z.strictObject({ allow: count, approve: count, deny: count, guard: count });

/** The number of decisions that a policy took part in. Counts are kept per hour, so a window begins at the start of its first hour. */
export const PolicyHits = z
  .strictObject({
    last_24h: count.describe("Decisions in which the policy took part"),
    last_7d: count,
    verdicts_7d: byVerdict,
    shadow_24h: count.describe("Decisions that the policy only monitored"),
    shadow_7d: count,
    shadow_verdicts_7d: byVerdict.describe("Verdicts the policy would have given"),
    last_at: timestamp.nullable(),
  })
  .meta({ id: "PolicyHits" });
export type PolicyHits = z.infer<typeof PolicyHits>;

const summary = {
  id: id("pol"),
  name: z.string(),
  version: z.number().int(),
  action_type: z.string().describe("The first pattern of match.actions"),
  actions: z.array(z.string()),
  effect: PolicyEffect,
  approval_required: z.boolean(),
  mode: PolicyMode,
  status: PolicyStatus,
};

export const PolicySummary = z
  .strictObject({
    ...summary,
    description: z.string().optional(),
    owner: z.string().optional(),
    risk: z.enum(["low", "medium", "high", "critical"]).optional(),
    newest_version: z.number().int().optional().describe("Greater than `version` while there is a newer draft. Not returned to agent keys"),
    changed_at: timestamp.optional().describe("When the shown version was saved or last published"),
    hits: PolicyHits.optional().describe("Not returned to agent keys"),
    unreadable: z
      .string()
      .optional()
      .describe(
        "Problem that this release has with the version in force. All actions are denied until it is fixed. Not returned to agent keys",
      ),
  })
  .meta({ id: "PolicySummary" });
export type PolicySummary = z.infer<typeof PolicySummary>;

export const PolicyListQuery = pageQuery.extend({
  scope: z.enum(["own", "org"]).optional(),
  q: z.string().max(128).optional().describe("Part of the name, the description or a pattern of match.actions"),
  mode: PolicyMode.optional(),
  effect: PolicyEffect.optional(),
  status: PolicyStatus.optional(),
  environment: environment.optional().describe("policies that can decide in this environment, each with how often it applied there"),
});
export const PolicyQuery = z.strictObject({
  environment: environment.optional().describe("`hits` of this environment; a key of staging or dev: always of its own"),
});
export const PolicyPage = page(PolicySummary).meta({ id: "PolicyPage" });

const version = {
  id: id("pol"),
  name: z.string(),
  version: z.number().int(),
  hash: hex32,
  status: z.enum(["draft", "active"]),
  created_at: timestamp,
};

export const PolicyVersion = z.strictObject(version).meta({ id: "PolicyVersion" });
export type PolicyVersion = z.infer<typeof PolicyVersion>;

export const PolicyDetail = z
  .strictObject({
    ...version,
    document: json,
    yaml: z.string(),
    active_version: z.number().int().nullable(),
    mode: PolicyMode,
    effect: PolicyEffect,
    actions: z.array(z.string()),
    disabled_at: timestamp.nullable(),
    hits: PolicyHits,
  })
  .meta({ id: "PolicyDetail" });
export type PolicyDetail = z.infer<typeof PolicyDetail>;

export const Author = z.strictObject({
  id: z.string(),
  name: z.string().nullable().describe("null when the author left the organisation"),
});

const history = {
  version: z.number().int(),
  hash: hex32,
  status: z.enum(["draft", "active", "retired"]).describe("`retired`: the version was in force earlier"),
  mode: PolicyMode,
  effect: PolicyEffect,
  created_at: timestamp,
  created_by: Author,
  published_at: timestamp.nullable().describe("When the version was last published"),
  published_by: Author.nullable(),
  epoch: z.number().int().nullable().describe("Epoch of the signed manifest that last published the version"),
};

export const PolicyHistoryItem = z.strictObject(history).meta({ id: "PolicyHistoryItem" });
export type PolicyHistoryItem = z.infer<typeof PolicyHistoryItem>;
export const PolicyHistoryQuery = pageQuery;
export const PolicyHistoryPage = page(PolicyHistoryItem).meta({ id: "PolicyHistoryPage" });
export const PolicyVersionDetail = z
  .strictObject({ ...history, id: id("pol"), name: z.string(), document: json, yaml: z.string() })
  .meta({ id: "PolicyVersionDetail" });
export type PolicyVersionDetail = z.infer<typeof PolicyVersionDetail>;

const versionNumber = z.coerce.number().int().min(1).max(MAX_VERSION);

export const PolicyDiffQuery = z.strictObject({
  from: versionNumber.optional().describe("Default: the version in force"),
  to: versionNumber.optional().describe("Default: the newest version"),
});
export const PolicyDiff = z
  .strictObject({
    id: id("pol"),
    from: z.number().int().nullable().describe("null when no version is in force"),
    to: z.number().int(),
    reach: z
      .enum(["wider", "narrower", "same", "unclear"])
      .describe("Effect of publishing `to` on what is allowed. `wider`, `narrower` and `same` apply to every request"),
    facts: z.array(z.strictObject({ kind: z.enum(["widens", "narrows", "changes"]), text: z.string() })),
    changes: z.array(z.strictObject({ path: z.string(), before: json, after: json })),
  })
  .meta({ id: "PolicyDiff" });
export type PolicyDiff = z.infer<typeof PolicyDiff>;

export const CaseAnswer = z.enum(["ALLOW", "REDACT", "REQUIRE_APPROVAL", "DENY"]);

const triedAgent = z.strictObject({
  name: z.string().min(1).max(128).optional(),
  labels: z.record(z.string().max(64), z.string().max(256)).optional(),
});
const earlierAction = z.strictObject({
  input: ActionInput,
  times: z.number().int().min(1).max(200).optional(),
  ago: z
    .string()
    .regex(/^[1-9]\d{0,6}[smhd]$/, "must be a duration such as 30s, 10m or 2h")
    .optional()
    .describe("Such as 10m. Default: the same time"),
});

/** A case in addition to those of the document. */
const triedCase = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  input: ActionInput,
  environment: environment.optional().describe("Default: prod"),
  agent: triedAgent.optional(),
  ancestors: z.array(triedAgent).min(1).max(8).optional().describe("The ancestors of the agent, root first"),
  earlier: z.array(earlierAction).min(1).max(10).optional().describe("Actions that the agent executed before"),
  at: timeText.optional(),
  expect: CaseAnswer.optional(),
});

const cases = z.array(triedCase).max(MAX_TRIED).optional();

export const PolicyTestInput = z
  .strictObject({ ...policySource, cases })
  .refine(oneSource, ONE_SOURCE)
  .meta({ id: "PolicyTestInput" });
export type PolicyTestInput = z.infer<typeof PolicyTestInput>;

/** Body of `POST /policies/{id}/test`. */
export const PolicyVersionTestInput = z
  .strictObject({ ...versionOrSource, cases })
  .refine(atMostOne, AT_MOST_ONE)
  .meta({ id: "PolicyVersionTestInput" });
export type PolicyVersionTestInput = z.infer<typeof PolicyVersionTestInput>;

export const CaseResult = z.strictObject({
  name: z.string(),
  source: z.enum(["document", "request"]),
  expected: CaseAnswer.nullable(),
  actual: DecisionAction,
  pass: z.boolean().nullable().describe("null when the case expects nothing"),
  applied: z.boolean().describe("true when the policy matched"),
  message: z.string(),
  denial_reason: DenialReason.optional(),
  conditions_evaluated: z.array(ConditionResult),
});
export type CaseResult = z.infer<typeof CaseResult>;

export const PolicyTestResult = z
  .strictObject({
    name: z.string(),
    hash: hex32,
    passed: count,
    failed: count,
    reason: z.string().optional().describe("Present when nothing was tested: the reason, and what to do"),
    cases: z.array(CaseResult),
  })
  .meta({ id: "PolicyTestResult" });
export type PolicyTestResult = z.infer<typeof PolicyTestResult>;

export const PublishInput = z.strictObject({ version: policyVersion.optional() }).meta({ id: "PublishInput" });
export const PublishResult = z
  .strictObject({ ...version, epoch: z.number().int(), audit_event_id: id("evt"), notes })
  .meta({ id: "PublishResult" });
export type PublishResult = z.infer<typeof PublishResult>;
export const DisableResult = z
  .strictObject({
    id: id("pol"),
    name: z.string(),
    status: z.literal("disabled"),
    disabled_at: timestamp,
    epoch: z.number().int(),
    audit_event_id: id("evt"),
  })
  .meta({ id: "DisableResult" });
