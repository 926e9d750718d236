import { ACTION_PATTERN, ACTION_PATTERN_FORM } from "@agentlattice/core/action-pattern";
import { z } from "zod";
import { BreakerState } from "./breakers.ts";
import { ORG_KEY_SCOPES } from "./constants.ts";
import { AgentPresence } from "./presence.ts";
import { actionType, environment, id, page, pageQuery, timestamp, unicodeText } from "./primitives.ts";
import { You, youCan } from "./you.ts";

/** An action type, a prefix such as `pr.*` or `tool.mcp__github__*`, or `*`. */
export const capability = z.string().max(128).regex(ACTION_PATTERN, ACTION_PATTERN_FORM);
const label = z.record(z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/), z.string().max(128));
export const displayName = unicodeText(
  z.string().min(1).max(80),
  /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u,
  "^[^\\x00-/:-@\\[-`{-\\x7f][^\\x00-\\x1f!-,/:-@\\[-^`{-\\x7f]*$",
  "letters, digits, space, dot, dash and underscore",
);

const description = unicodeText(
  z.string().max(500),
  /^[^\p{Cc}\p{Cf}]*$/u,
  "^[^\\x00-\\x1f\\x7f-\\x9f]*$",
  "one line without control characters",
);

export const AgentInput = z
  .strictObject({
    name: displayName,
    description: description.optional(),
    capabilities: z.array(capability).min(1).max(256),
    labels: label.optional(),
    owner: id("usr").optional(),
  })
  .meta({ id: "AgentInput" });
export type AgentInput = z.infer<typeof AgentInput>;

const count = z.number().int().min(0);

/** Activity of an agent in the last 24 hours, and its open items. */
export const AgentRecord = z
  .strictObject({
    from: timestamp.describe("Start of the first of the 24 hours. The last hour is incomplete"),
    executed: count,
    held: count.describe("Decisions that required approval"),
    denied: count.describe("Decisions denied by a policy. Denials by people count as approval decisions"),
    hours: z.array(count).length(24).describe("Decisions per UTC hour, oldest first"),
    waiting: count.describe("Pending approvals"),
    anomalies: count.describe("Evidence that the agent bypassed a decision: reported successes of actions that were not allowed"),
    usable_keys: count,
    active_delegations: count.describe("Active delegations of the agents below this one"),
    breaker: BreakerState.describe("State of the agent's breaker in the environment of the query, otherwise in prod"),
    spend_today: z
      .strictObject({
        usd: z.string().describe("Sum of the known costs"),
        unknown: count.describe("Requests without a known cost"),
        cap: z
          .strictObject({
            policy: z.strictObject({ id: id("pol"), name: z.string() }),
            amount: z.string().describe("The cap in US dollars, with the extensions of today"),
            used: z.string().describe("The amount that is used or reserved of the cap, in US dollars"),
          })
          .nullable()
          .describe(
            "The enforced daily budget of money of this agent that is nearest to its cap, in the environment of the query, otherwise in prod",
          ),
      })
      .describe("Costs since midnight in the organisation's time zone"),
    last_decision: z
      .strictObject({
        audit_event_id: id("evt"),
        seq: count,
        at: timestamp,
        action_type: actionType,
        status: z.enum(["executed", "denied", "requested"]),
        denial_reason: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: "AgentRecord" });
export type AgentRecord = z.infer<typeof AgentRecord>;

export const Agent = z
  .strictObject({
    id: id("agt"),
    name: z.string(),
    description: z.string(),
    capabilities: z.array(z.string()),
    labels: z.record(z.string(), z.string()),
    owner: id("usr").nullable(),
    owner_name: z.string().nullable(),
    status: z.enum(["active", "disabled"]),
    environments: z.array(environment).describe("Environments of the agent's usable keys"),
    last_seen_at: timestamp.nullable().describe("Time of the last authenticated request, up to ten seconds late"),
    presence: AgentPresence,
    created_at: timestamp,
    record: AgentRecord.optional().describe("Present with include=record"),
    you: youCan(["changeAgent", "createAgentKey"]),
  })
  .meta({ id: "Agent" });
export type Agent = z.infer<typeof Agent>;
export const AgentPage = page(Agent).meta({ id: "AgentPage" });

const include = z.enum(["record"]).optional();
export const AgentQuery = z.strictObject({ include, environment: environment.optional().describe("`record` of this environment") });
export const AgentListQuery = pageQuery.extend({
  q: z.string().max(128).optional().describe("Part of the name or the description"),
  status: z.enum(["active", "disabled"]).optional(),
  owner: z.union([id("usr"), z.literal("none")]).optional(),
  label: z
    .string()
    .max(192)
    .regex(/^[a-z][a-z0-9_-]{0,62}:.{0,128}$/, "must be name:value, such as team:platform")
    .optional(),
  environment: environment.optional().describe("agents with a key that works in this environment now, each with its `record` there"),
  include,
});

export const AgentPatch = z
  .strictObject({
    description,
    capabilities: z.array(capability).min(1).max(256),
    labels: label,
    owner: id("usr").nullable(),
    status: z.enum(["active", "disabled"]),
  })
  .partial()
  .meta({ id: "AgentPatch" });

/** An agent's id and name. The name of a delegated agent is its path, such as `release-bot/reviewer`. */
export const NamedAgent = z.strictObject({ id: id("agt"), name: z.string() });

/** The delegation chain behind an action of a delegated agent. */
export const DelegationPath = z.strictObject({
  id: id("del"),
  chain: z.array(NamedAgent).describe("Agents from the root to the acting agent"),
});

const YEAR_SECONDS = 366 * 24 * 3600;
export const KeyInput = z
  .strictObject({
    name: displayName,
    environment: environment.optional(),
    expires_in: z.number().int().min(1).max(YEAR_SECONDS).optional().describe("Lifetime in seconds"),
  })
  .meta({ id: "KeyInput" });

export const Key = z
  .strictObject({
    id: id("key"),
    name: z.string(),
    environment,
    scopes: z.array(z.string()).describe("Scopes of an organisation key. Agent keys have none"),
    effective_scopes: z
      .array(z.string())
      .describe(
        "The scopes that the key may use now: those that the current role of its creator covers. Empty when the creator is no longer a member",
      ),
    created_by: z
      .strictObject({ id: id("usr"), name: z.string().nullable().describe("null when the person is no longer a member") })
      .nullable()
      .describe("The person who created the key, directly or with an organisation key. null for a key that an agent created"),
    created_at: timestamp,
    expires_at: timestamp.nullable(),
    revoked_at: timestamp.nullable(),
    last_used_at: timestamp.nullable(),
    you: youCan(["rotateAgentKey", "revokeAgentKey", "rotateOrgKey", "revokeOrgKey"]),
  })
  .meta({ id: "Key" });
export type Key = z.infer<typeof Key>;
export const CreatedKey = z
  .strictObject({ ...Key.shape, api_key: z.string().describe("The key. Returned once") })
  .meta({ id: "CreatedKey" });
export type CreatedKey = z.infer<typeof CreatedKey>;
export const KeyPage = page(Key).meta({ id: "KeyPage" });

/** Default overlap of a key rotation: one day, in seconds. */
export const DEFAULT_OVERLAP = 86_400;
export const RotateKeyInput = z
  .strictObject({
    overlap: z
      .number()
      .int()
      .min(0)
      .max(30 * 86_400)
      .default(DEFAULT_OVERLAP)
      .describe("Seconds for which the old key keeps working. 0 revokes it immediately"),
    expires_in: z
      .number()
      .int()
      .min(1)
      .max(YEAR_SECONDS)
      .optional()
      .describe("Lifetime of the new key in seconds. Default: the lifetime of the old key"),
  })
  .meta({ id: "RotateKeyInput" });

export type OrgKeyScope = (typeof ORG_KEY_SCOPES)[number];
export const OrgKeyInput = z
  .strictObject({
    name: displayName,
    environment: environment.optional(),
    scopes: z.array(z.enum(ORG_KEY_SCOPES)).min(1),
    expires_in: z.number().int().min(1).max(YEAR_SECONDS).optional(),
  })
  .meta({ id: "OrgKeyInput" });

export const Whoami = z
  .strictObject({
    name: z.string(),
    config_id: z.string().describe("Epoch of the policy manifest that this process uses"),
    org_id: id("org"),
    environment,
    agent_id: id("agt").optional(),
    cb_state: z
      .enum(["closed", "open", "half_open"])
      .describe(
        "State of the circuit breakers that apply to the agent and its ancestors. `open` when any of them is open, or a person holds one open",
      ),
    capabilities: z.array(z.string()),
    policies: z.array(z.strictObject({ name: z.string(), action_type: z.string(), approval_required: z.boolean() })),
    delegations: z.strictObject({ as_parent: z.array(z.string()), as_child: z.array(z.string()) }),
    you: You,
  })
  .meta({ id: "Whoami" });
export type Whoami = z.infer<typeof Whoami>;
