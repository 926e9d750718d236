import { z } from "zod";
import { environment, id, page, timestamp } from "./primitives.ts";

/** A literal action, `prefix.*` or `*`. */
export const capability = z
  .string()
  .max(128)
  .regex(/^(\*|[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*(\.\*)?)$/, "must be an action, prefix.* or *");
const label = z.record(z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/), z.string().max(128));
export const displayName = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, "letters, digits, space, dot, dash and underscore");

export const AgentInput = z
  .strictObject({
    name: displayName,
    capabilities: z.array(capability).min(1).max(256),
    labels: label.optional(),
    owner: id("usr").optional(),
  })
  .meta({ id: "AgentInput" });
export type AgentInput = z.infer<typeof AgentInput>;

export const Agent = z
  .strictObject({
    id: id("agt"),
    name: z.string(),
    capabilities: z.array(z.string()),
    labels: z.record(z.string(), z.string()),
    owner: id("usr").nullable(),
    status: z.enum(["active", "disabled"]),
    created_at: timestamp,
  })
  .meta({ id: "Agent" });
export type Agent = z.infer<typeof Agent>;
export const AgentPage = page(Agent).meta({ id: "AgentPage" });

export const AgentPatch = z
  .strictObject({
    capabilities: z.array(capability).min(1).max(256),
    labels: label,
    owner: id("usr").nullable(),
    status: z.enum(["active", "disabled"]),
  })
  .partial()
  .meta({ id: "AgentPatch" });

/** An agent by name: a delegated one's is its path, such as `release-bot/reviewer`. */
export const NamedAgent = z.strictObject({ id: id("agt"), name: z.string() });

/** Who stands behind an action of a delegated agent. */
export const DelegationPath = z.strictObject({
  id: id("del"),
  chain: z.array(NamedAgent).describe("from the root agent to the one that acts"),
});

const YEAR_SECONDS = 366 * 24 * 3600;
export const KeyInput = z
  .strictObject({
    name: displayName,
    environment: environment.optional(),
    expires_in: z.number().int().min(1).max(YEAR_SECONDS).optional().describe("seconds"),
  })
  .meta({ id: "KeyInput" });

export const Key = z
  .strictObject({
    id: id("key"),
    name: z.string(),
    environment,
    created_at: timestamp,
    expires_at: timestamp.nullable(),
    revoked_at: timestamp.nullable(),
    last_used_at: timestamp.nullable(),
  })
  .meta({ id: "Key" });
export const CreatedKey = z.strictObject({ ...Key.shape, api_key: z.string().describe("shown once") }).meta({ id: "CreatedKey" });
export const KeyPage = page(Key).meta({ id: "KeyPage" });

export const ORG_KEY_SCOPES = [
  "policies:read",
  "policies:write",
  "policies:publish",
  "agents:write",
  "delegations:write",
  "audit:read",
  "audit:export",
  "posture:read",
  "permits:consume",
] as const;
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
    config_id: z.string().describe("epoch of the policy manifest this process decides by"),
    org_id: id("org"),
    environment,
    agent_id: id("agt").optional(),
    cb_state: z.enum(["closed", "open", "half_open"]),
    capabilities: z.array(z.string()),
    policies: z.array(z.strictObject({ name: z.string(), action_type: z.string(), approval_required: z.boolean() })),
    delegations: z.strictObject({ as_parent: z.array(z.string()), as_child: z.array(z.string()) }),
  })
  .meta({ id: "Whoami" });
export type Whoami = z.infer<typeof Whoami>;
