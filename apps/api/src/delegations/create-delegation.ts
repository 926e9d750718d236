import type { CreatedDelegation, DelegationInput } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { foldText } from "@agentlattice/core/fold";
import { exceedingCapabilities } from "@agentlattice/core/policy";
import { type AuditedContext, type OrgClient, sha256 } from "@agentlattice/db";
import { findAgent } from "../agents/find-agent.ts";
import { keyCreatorOf } from "../agents/mint-key.ts";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { haltSubjectOf, stopsEverything } from "../halts/halt-audience.ts";
import { toCoreScope } from "../halts/halt-scope.ts";
import { mintApiKey } from "../http/api-key.ts";
import { AppError } from "../http/app-error.ts";
import type { Once } from "../http/idempotency.ts";
import type { AgentPrincipal, Principal } from "../http/principal.ts";
import { createdEntry } from "./delegation-entry.ts";
import { loadParent, type Parent } from "./load-parent.ts";
import { readAgentNames, toDelegation } from "./to-delegation.ts";

const MAX_DEPTH = 8;
const SECOND = 1000;

export interface CreateDelegationInput {
  readonly principal: Principal;
  readonly input: DelegationInput;
  readonly deps: Pick<Deps, "database" | "newId">;
  readonly once: Once;
}

/**
 * Creates a child agent with its own key, which is returned once. The child never has more capabilities than an ancestor and never outlives
 * its parent. Cached configurations stay valid.
 * @throws AppError NOT_FOUND, FORBIDDEN, CAPABILITY_EXCEEDED, DELEGATION_TOO_DEEP, DELEGATION_INVALID, AGENT_HALTED, INVALID_REQUEST
 */
export async function createDelegation({ principal, input, deps, once }: CreateDelegationInput): Promise<CreatedDelegation> {
  const parentId = parentOf(principal, input);
  // INVARIANT: the look-up precedes `once`, so that a replay, which returns the key again, is authorised again.
  await deps.database.inOrg(principal.scope, (client) => findAgent(client, principal, parentId));
  return once(async (context) => {
    if (principal.kind === "agent") await refuseHalted(context.client, principal);
    const parent = await loadParent(context, principal, parentId);
    const environment = environmentOf(principal, input, parent);
    refuseExcess(parent, input.capabilities);
    if (parent.line.length > MAX_DEPTH)
      throw new AppError("DELEGATION_TOO_DEEP", {
        detail: `A chain has at most ${MAX_DEPTH} delegations. Delegate from an agent closer to the root.`,
      });
    const { row, apiKey } = await insertChild(deps, principal, context, parent, input, environment);
    const names = await readAgentNames(context.client, row.orgId, [row]);
    const entry = await createdEntry(deps, context, actorOf(principal), row);
    return { result: { ...toDelegation(row, names, principal, context.now), api_key: apiKey }, entries: [entry], changesAnswers: false };
  });
}

/** INVARIANT: halts are read under the lock of the head, so a halted agent creates no agent. Its children would be halted too. */
async function refuseHalted(client: OrgClient, principal: AgentPrincipal): Promise<void> {
  const halts = await client.halt.findMany({ where: { orgId: principal.scope.orgId, resumedAt: null } });
  const subject = haltSubjectOf(principal);
  if (halts.some((halt) => stopsEverything(toCoreScope(halt), subject)))
    throw new AppError("AGENT_HALTED", {
      detail: "This agent, or one above it, is halted, so it cannot delegate. Wait until a person lifts the halt.",
    });
}

/** Returns the parent: the calling agent itself, otherwise the agent named in the request. */
function parentOf(principal: Principal, { parent }: DelegationInput): string {
  const named = parent === undefined ? null : decodeId("agt", parent);
  if (named) return named;
  if (principal.kind === "agent") return principal.agentId;
  throw new AppError("INVALID_REQUEST", {
    detail: "parent: send the id of the delegating agent.",
    errors: [{ path: "parent", message: "must name the agent that delegates" }],
  });
}

/** INVARIANT: a key of one environment cannot create a key of another. */
function environmentOf(principal: Principal, { environment }: DelegationInput, { delegation }: Parent): "prod" | "staging" | "dev" {
  const own = principal.kind === "person" ? delegation?.environment : principal.environment;
  if (delegation && own !== delegation.environment) throw otherEnvironment(delegation.environment);
  if (own !== undefined && environment !== undefined && environment !== own) throw otherEnvironment(own);
  return (own as typeof environment) ?? environment ?? "prod";
}

function otherEnvironment(environment: string): AppError {
  return new AppError("FORBIDDEN", {
    detail: `This credential can only create keys for ${environment}. Use a key of the environment you need.`,
  });
}

/** INVARIANT: capabilities are checked against every agent of the chain, because an ancestor may have lost some since. */
function refuseExcess({ line }: Parent, capabilities: readonly string[]): void {
  const excess = new Set(line.flatMap((agent) => exceedingCapabilities(agent.capabilities, capabilities)));
  if (excess.size === 0) return;
  const named = capabilities.filter((capability) => excess.has(capability));
  throw new AppError("CAPABILITY_EXCEEDED", {
    detail: `The parent does not have ${listed(named)}. Request only capabilities that it has.`,
    details: { exceeding: named.join(" ") },
    errors: capabilities.flatMap((capability, index) =>
      excess.has(capability) ? [{ path: `capabilities.${index}`, message: `${capability} is not within the parent's capabilities` }] : [],
    ),
  });
}

const LISTED = 5;

function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

async function insertChild(
  deps: Pick<Deps, "newId">,
  principal: Principal,
  { client, now, seals }: AuditedContext,
  parent: Parent,
  input: DelegationInput,
  environment: "prod" | "staging" | "dev",
) {
  const { orgId } = principal.scope;
  const { agent, delegation } = parent;
  const [childAgentId, keyId, delegationId] = [deps.newId(), deps.newId(), deps.newId()];
  const capabilities = [...new Set(input.capabilities)];
  const createdAt = new Date(now);
  const expiresAt = new Date(Math.min(now + input.ttl * SECOND, parent.endsAt));
  await client.agent.create({
    data: {
      orgId,
      agentId: childAgentId,
      // Agent names cannot be paths, so a child cannot be mistaken for another agent.
      name: `${agent.name}/${input.name}`,
      nameKey: foldText(`${agent.name}/${input.name}`),
      capabilities,
      labels: agent.labels as Record<string, string>,
      ownerUserId: agent.ownerUserId,
      rootAgentId: agent.rootAgentId ?? agent.agentId,
      createdAt,
    },
  });
  const apiKey = mintApiKey(environment);
  const keyHash = Buffer.from(sha256(Buffer.from(apiKey)));
  const key = {
    keyId,
    agentId: childAgentId,
    environment,
    scopes: [],
    keyHash,
    expiresAt,
    revokedAt: null,
    madeByUserId: keyCreatorOf(principal),
  };
  await client.apiKey.create({ data: { orgId, ...key, name: input.name, createdAt, seal: seals.apiKey(key) } });
  const row = await client.delegation.create({
    data: {
      orgId,
      delegationId,
      name: input.name,
      parentDelegationId: delegation?.delegationId ?? null,
      parentAgentId: agent.agentId,
      parentKeyId: parent.keyId,
      childAgentId,
      keyId,
      chain: parent.line.map((ancestor) => ancestor.agentId),
      path: [...(delegation?.path ?? []), delegationId],
      depth: parent.line.length,
      capabilities,
      environment,
      createdBy: actorOf(principal).id,
      openedByUserId: principal.kind === "person" ? principal.userId : null,
      createdAt,
      expiresAt,
    },
  });
  return { row, apiKey };
}
