import { z } from "zod";
import { capability, displayName, NamedAgent } from "./agents.ts";
import { RiskLevel } from "./approvals.ts";
import { actionType, environment, id, page, pageQuery, timestamp } from "./primitives.ts";

/** A delegation lives at most a day. */
export const MAX_DELEGATION_TTL = 86_400;

/** `POST /delegations`: a credential for a child of an agent, that can do less and ends sooner. */
export const DelegationInput = z
  .strictObject({
    name: displayName,
    capabilities: z.array(capability).min(1).max(256).describe("each must be within the parent's"),
    ttl: z.number().int().min(1).max(MAX_DELEGATION_TTL).describe("seconds; cut short when the parent's own credential ends sooner"),
    parent: id("agt")
      .optional()
      .describe("the agent that delegates: needed from people and organisation keys, an agent's key is its own parent"),
    environment: environment.optional().describe("of the child's key; an agent's key only makes children in its own"),
  })
  .meta({ id: "DelegationInput" });
export type DelegationInput = z.infer<typeof DelegationInput>;

export const DelegationStatus = z.enum(["active", "revoked", "expired"]);

export const Delegation = z
  .strictObject({
    id: id("del"),
    name: z.string(),
    status: DelegationStatus,
    active: z.boolean().describe("not revoked and not expired, and no ancestor is"),
    parent: NamedAgent,
    child: NamedAgent,
    parent_delegation_id: id("del").nullable().describe("null when the parent is a root agent"),
    chain: z.array(NamedAgent).describe("from the root agent to the child"),
    depth: z.number().int().min(1).max(8),
    capabilities: z.array(z.string()),
    environment,
    key_id: id("key"),
    created_by: z.string().describe("agt_…, usr_… or key_…"),
    created_at: timestamp,
    expires_at: timestamp,
    ended_at: timestamp.nullable(),
  })
  .meta({ id: "Delegation" });
export type Delegation = z.infer<typeof Delegation>;
export const DelegationPage = page(Delegation).meta({ id: "DelegationPage" });

export const CreatedDelegation = z
  .strictObject({ ...Delegation.shape, api_key: z.string().describe("the child's key, shown once") })
  .meta({ id: "CreatedDelegation" });
export type CreatedDelegation = z.infer<typeof CreatedDelegation>;

export const DelegationListQuery = z.strictObject({
  ...pageQuery.shape,
  role: z.enum(["parent", "child"]).optional().describe("relative to the agent that asks, or to agent_id"),
  agent_id: id("agt").optional().describe("only delegations from or to this agent"),
  active_only: z.enum(["true", "false"]).optional(),
  environment: environment.optional().describe("only delegations of this environment"),
});

/** The whole tree a delegation stands in, as far as the caller may see it: agents and what was delegated between them. */
export const DelegationGraph = z
  .strictObject({
    root: id("agt"),
    focus: id("del").describe("the delegation that was asked for"),
    nodes: z.array(
      z.strictObject({
        id: id("agt"),
        name: z.string(),
        kind: z.enum(["agent", "delegated"]),
        status: z.enum(["active", "disabled", "revoked", "expired"]),
        depth: z.number().int().min(0).max(8),
        delegation_id: id("del").nullable().describe("null for the root agent"),
        capabilities: z.array(z.string()),
      }),
    ),
    edges: z.array(
      z.strictObject({
        id: id("del"),
        source: id("agt"),
        target: id("agt"),
        name: z.string(),
        status: DelegationStatus,
        capabilities: z.array(z.string()),
        created_at: timestamp,
        expires_at: timestamp,
      }),
    ),
    truncated: z.boolean().describe("true when the tree has more than 500 delegations; the newest are shown"),
  })
  .meta({ id: "DelegationGraph" });
export type DelegationGraph = z.infer<typeof DelegationGraph>;

/** What `DELETE /delegations/{id}` would do. */
export const RevokePreview = z
  .strictObject({
    id: id("del"),
    active: z.boolean(),
    descendants: z.number().int().describe("active delegations below this one"),
    approvals: z
      .array(
        z.strictObject({
          id: id("apr"),
          status: z.enum(["pending", "approved"]),
          action_type: actionType,
          requested_by: NamedAgent,
          requested_at: timestamp,
          risk: RiskLevel,
        }),
      )
      .describe("at most 50 of the approvals that would be cancelled (pending) or revoked (approved, not used), oldest first"),
    pending_approvals: z.number().int(),
    approved_approvals: z.number().int(),
  })
  .meta({ id: "RevokePreview" });
export type RevokePreview = z.infer<typeof RevokePreview>;

export const RevokedDelegation = z
  .strictObject({
    revoked: z.boolean().describe("false only when it had expired before"),
    cascaded: z.number().int().describe("descendants that ended with it"),
  })
  .meta({ id: "RevokedDelegation" });
export type RevokedDelegation = z.infer<typeof RevokedDelegation>;
