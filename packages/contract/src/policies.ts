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

/** A saved version, or a text that is to become one: at most one of the three. */
export const versionOrSource = {
  version: policyVersion.optional().describe("the newest unless it, document or yaml is given"),
  ...policySource,
};
export const oneAtMost = (input: { version?: unknown; document?: unknown; yaml?: unknown }) =>
  [input.version, input.document, input.yaml].filter((given) => given !== undefined).length <= 1;
export const ONE_AT_MOST = "send version, document or yaml, not several";

export const PolicyEffect = z.enum(["allow", "approve", "deny", "guard"]);
export const PolicyMode = z.enum(["enforce", "monitor", "report_only"]);
export const PolicyStatus = z.enum(["draft", "active", "disabled"]);

const defaultEffect = z.enum(["allow", "deny"]);
const ownDefault = defaultEffect.nullable();
const defaults = z.strictObject({ prod: ownDefault.optional(), staging: ownDefault.optional(), dev: ownDefault.optional() });
const modes = z.strictObject({ prod: PolicyMode.optional(), staging: PolicyMode.optional(), dev: PolicyMode.optional() });

/** What decides beside the policies themselves; signed with them. */
export const PolicySettings = z
  .strictObject({
    environment_modes: z.strictObject({ prod: PolicyMode, staging: PolicyMode, dev: PolicyMode }),
    environment_defaults: z
      .strictObject({ prod: ownDefault, staging: ownDefault, dev: ownDefault })
      .describe("what happens in an environment when no policy applies; null: as the organisation's default says"),
    default: defaultEffect.describe("what happens when no policy applies"),
    plan_only: z.boolean().describe("whether actions with side effects are denied whatever policies say"),
    side_effect_free: z
      .array(z.string())
      .describe("what still passes with plan_only; when empty, actions whose name ends in a word such as read, list or get"),
    review_widenings: z.boolean().describe("whether a second person reviews what may let more through; owners change it"),
    epoch: z.number().int().min(0).describe("of the signed manifest"),
  })
  .meta({ id: "PolicySettings" });
export type PolicySettings = z.infer<typeof PolicySettings>;

/** What is left out stays as it is. */
export const PolicySettingsChange = z
  .strictObject({
    environment_modes: modes.optional(),
    environment_defaults: defaults.optional().describe("null: as the organisation's default says"),
    default: defaultEffect.optional(),
    plan_only: z.boolean().optional(),
    side_effect_free: z.array(capability).max(256).optional().describe("patterns such as report.*; an empty list goes by names again"),
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

/** `POST /policies/{id}/validate`. */
export const PolicyVersionInput = z.strictObject(versionOrSource).refine(oneAtMost, ONE_AT_MOST).meta({ id: "PolicyVersionInput" });
export type PolicyVersionInput = z.infer<typeof PolicyVersionInput>;

const place = { line: z.number().int(), column: z.number().int() };

export const PolicyIssue = z.strictObject({
  path: z.string(),
  message: z.string(),
  suggestion: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  fix: z
    .strictObject({ ...place, end_line: z.number().int(), end_column: z.number().int(), text: z.string() })
    .optional()
    .describe("the suggestion as an edit of the YAML; the end is the place after the last character that goes"),
});
export type PolicyIssue = z.infer<typeof PolicyIssue>;

export const PolicyValidation = z
  .strictObject({
    valid: z.boolean(),
    issues: z.array(PolicyIssue),
    notes: z.array(PolicyIssue).optional().describe("what of a valid document is left out, and why"),
    hash: hex32.optional(),
  })
  .meta({ id: "PolicyValidation" });
export type PolicyValidation = z.infer<typeof PolicyValidation>;

const count = z.number().int().min(0);
const byVerdict = z.strictObject({ allow: count, approve: count, deny: count, guard: count });

/** How often a policy applied. Counted by the hour: a window reaches back to the start of its first hour. */
export const PolicyHits = z
  .strictObject({
    last_24h: count.describe("decisions it took part in"),
    last_7d: count,
    verdicts_7d: byVerdict,
    shadow_24h: count.describe("decisions it only watched"),
    shadow_7d: count,
    shadow_verdicts_7d: byVerdict.describe("what it would have said"),
    last_at: timestamp.nullable(),
  })
  .meta({ id: "PolicyHits" });
export type PolicyHits = z.infer<typeof PolicyHits>;

const summary = {
  id: id("pol"),
  name: z.string(),
  version: z.number().int(),
  action_type: z.string().describe("the first pattern of match.actions"),
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
    newest_version: z.number().int().optional().describe("larger than version while a newer draft waits; not for agents' keys"),
    changed_at: timestamp.optional().describe("when the shown version was saved or last put in force"),
    hits: PolicyHits.optional().describe("not for agents' keys"),
    unreadable: z
      .string()
      .optional()
      .describe(
        "what this release does not accept in the version in force: everything is denied until that is repaired; not for agents' keys",
      ),
  })
  .meta({ id: "PolicySummary" });
export type PolicySummary = z.infer<typeof PolicySummary>;

export const PolicyListQuery = pageQuery.extend({
  scope: z.enum(["own", "org"]).optional(),
  q: z.string().max(128).optional().describe("part of the name, the description or a pattern of match.actions"),
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

export const Author = z.strictObject({ id: z.string(), name: z.string().nullable().describe("null when it left the organisation") });

const history = {
  version: z.number().int(),
  hash: hex32,
  status: z.enum(["draft", "active", "retired"]).describe("retired: it was in force and is not any more"),
  mode: PolicyMode,
  effect: PolicyEffect,
  created_at: timestamp,
  created_by: Author,
  published_at: timestamp.nullable().describe("when it was last put in force"),
  published_by: Author.nullable(),
  epoch: z.number().int().nullable().describe("of the signed manifest that last put it in force"),
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
  from: versionNumber.optional().describe("the version in force unless it is given"),
  to: versionNumber.optional().describe("the newest version unless it is given"),
});
export const PolicyDiff = z
  .strictObject({
    id: id("pol"),
    from: z.number().int().nullable().describe("null: nothing is in force"),
    to: z.number().int(),
    reach: z
      .enum(["wider", "narrower", "same", "unclear"])
      .describe("what putting `to` in force does to what gets through; wider, narrower and same hold for every request"),
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
    .regex(/^[1-9]\d{0,6}[smhd]$/)
    .optional()
    .describe("such as 10m; the same moment unless it is given"),
});

/** One more case beside those of the document. */
const triedCase = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  input: ActionInput,
  environment: environment.optional().describe("prod unless it is given"),
  agent: triedAgent.optional(),
  ancestors: z.array(triedAgent).min(1).max(8).optional().describe("on whose behalf it acts, the root first"),
  earlier: z.array(earlierAction).min(1).max(10).optional().describe("what the same agent had executed before"),
  at: z.iso.datetime({ offset: true }).optional(),
  expect: CaseAnswer.optional(),
});

const cases = z.array(triedCase).max(MAX_TRIED).optional();

export const PolicyTestInput = z
  .strictObject({ ...policySource, cases })
  .refine(oneSource, ONE_SOURCE)
  .meta({ id: "PolicyTestInput" });
export type PolicyTestInput = z.infer<typeof PolicyTestInput>;

/** `POST /policies/{id}/test`. */
export const PolicyVersionTestInput = z
  .strictObject({ ...versionOrSource, cases })
  .refine(oneAtMost, ONE_AT_MOST)
  .meta({ id: "PolicyVersionTestInput" });
export type PolicyVersionTestInput = z.infer<typeof PolicyVersionTestInput>;

export const CaseResult = z.strictObject({
  name: z.string(),
  source: z.enum(["document", "request"]),
  expected: CaseAnswer.nullable(),
  actual: DecisionAction,
  pass: z.boolean().nullable().describe("null when nothing was expected"),
  applied: z.boolean().describe("whether the policy had anything to say"),
  message: z.string(),
  denial_reason: DenialReason.optional(),
  conditions_evaluated: z.array(ConditionResult),
});
export type CaseResult = z.infer<typeof CaseResult>;

export const PolicyTestResult = z
  .strictObject({ name: z.string(), hash: hex32, passed: count, failed: count, cases: z.array(CaseResult) })
  .meta({ id: "PolicyTestResult" });
export type PolicyTestResult = z.infer<typeof PolicyTestResult>;

export const PublishInput = z.strictObject({ version: policyVersion.optional() }).meta({ id: "PublishInput" });
export const PublishResult = z
  .strictObject({ ...version, epoch: z.number().int(), audit_event_id: id("evt") })
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
