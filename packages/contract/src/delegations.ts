import { z } from "zod";
import { capability, displayName, NamedAgent } from "./agents.ts";
import { RiskLevel } from "./approvals.ts";
import { actionType, environment, id, page, pageQuery, timestamp } from "./primitives.ts";
import { youCan } from "./you.ts";

/** Maximum TTL of a delegation: one day, in seconds. */
export const MAX_DELEGATION_TTL = 86_400;

/** Body of `POST /delegations`: a credential for a child agent with fewer capabilities and a shorter life. */
export const DelegationInput = z
  .strictObject({
    name: displayName,
    capabilities: z.array(capability).min(1).max(256).describe("Each must be covered by a capability of the parent"),
    ttl: z.number().int().min(1).max(MAX_DELEGATION_TTL).describe("Lifetime in seconds. Shortened if the parent's credential ends earlier"),
    parent: id("agt")
      .optional()
      .describe("The delegating agent. Required for people and organisation keys; for an agent's key the parent is the agent itself"),
    environment: environment.optional().describe("Environment of the child's key. An agent's key can only use its own environment"),
  })
  .meta({ id: "DelegationInput" });
export type DelegationInput = z.infer<typeof DelegationInput>;

export const DelegationStatus = z.enum(["active", "revoked", "expired"]);

export const Delegation = z
  .strictObject({
    id: id("del"),
    name: z.string(),
    status: DelegationStatus,
    active: z.boolean().describe("true when neither the delegation nor an ancestor is revoked or expired"),
    parent: NamedAgent,
    child: NamedAgent,
    parent_delegation_id: id("del").nullable().describe("null when the parent is a root agent"),
    chain: z.array(NamedAgent).describe("Agents from the root to the child"),
    depth: z.number().int().min(1).max(8),
    capabilities: z.array(z.string()),
    environment,
    key_id: id("key"),
    created_by: z.string().describe("Id of the creator: agt_…, usr_… or key_…"),
    created_at: timestamp,
    expires_at: timestamp,
    ended_at: timestamp.nullable(),
    you: youCan(["revokeDelegation"]),
  })
  .meta({ id: "Delegation" });
export type Delegation = z.infer<typeof Delegation>;
export const DelegationPage = page(Delegation).meta({ id: "DelegationPage" });

export const CreatedDelegation = z
  .strictObject({ ...Delegation.shape, api_key: z.string().describe("The child's key. Returned once") })
  .meta({ id: "CreatedDelegation" });
export type CreatedDelegation = z.infer<typeof CreatedDelegation>;

export const DelegationListQuery = z.strictObject({
  ...pageQuery.shape,
  role: z.enum(["parent", "child"]).optional().describe("Role of the calling agent, or of agent_id, in the delegation"),
  agent_id: id("agt").optional().describe("Returns only delegations from or to this agent"),
  active_only: z.enum(["true", "false"]).optional(),
  environment: environment.optional().describe("only delegations of this environment"),
});

/** The tree that contains a delegation, limited to what the caller may see. */
export const DelegationGraph = z
  .strictObject({
    root: id("agt"),
    focus: id("del").describe("The requested delegation"),
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
    truncated: z.boolean().describe("true when the tree has more than 500 delegations. The newest are returned"),
  })
  .meta({ id: "DelegationGraph" });
export type DelegationGraph = z.infer<typeof DelegationGraph>;

/** A preview of `DELETE /delegations/{id}`. */
export const RevokePreview = z
  .strictObject({
    id: id("del"),
    active: z.boolean(),
    descendants: z.number().int().describe("Number of active delegations below this one"),
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
      .describe("Up to 50 approvals that would be cancelled (pending) or revoked (approved but unused), oldest first"),
    pending_approvals: z.number().int(),
    approved_approvals: z.number().int(),
  })
  .meta({ id: "RevokePreview" });
export type RevokePreview = z.infer<typeof RevokePreview>;

export const RevokedDelegation = z
  .strictObject({
    revoked: z.boolean().describe("false only if the delegation had already expired"),
    cascaded: z.number().int().describe("Number of descendants that ended with it"),
  })
  .meta({ id: "RevokedDelegation" });
export type RevokedDelegation = z.infer<typeof RevokedDelegation>;
