import type { Agent, AgentInput } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { foldText } from "@agentlattice/core/fold";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Once } from "../http/idempotency.ts";
import type { Principal } from "../http/principal.ts";
import { agentEntry } from "./agent-entry.ts";
import { describeAgent } from "./describe-agents.ts";
import { resolveOwner } from "./resolve-owner.ts";

export interface CreateAgentInput {
  readonly principal: Principal;
  readonly input: AgentInput;
  readonly deps: Pick<Deps, "configs" | "database" | "newId">;
  readonly once: Once;
}

/** Creates an agent. Its owner is the person named in the input, otherwise its creator. @throws AppError NAME_TAKEN */
export function createAgent({ principal, input, deps, once }: CreateAgentInput): Promise<Agent> {
  const { orgId } = principal.scope;
  const nameKey = foldText(input.name);
  const self = principal.kind === "person" ? encodeId("usr", principal.userId) : null;
  return once(async (context) => {
    const { client, now } = context;
    // The head is locked, so no agent of this organisation can be created between this check and the insert.
    const taken = await client.agent.findFirst({ where: { orgId, nameKey, rootAgentId: null }, select: { agentId: true } });
    if (taken)
      throw new AppError("NAME_TAKEN", {
        detail: "Another agent of this organisation has that name, or one that looks the same. Choose a different one.",
      });
    const agent = await client.agent.create({
      data: {
        orgId,
        agentId: deps.newId(),
        name: input.name,
        nameKey,
        description: input.description ?? "",
        capabilities: input.capabilities,
        labels: input.labels ?? {},
        ownerUserId: await resolveOwner(client, principal, input.owner ?? self),
        createdAt: new Date(now),
      },
    });
    const entry = await agentEntry(deps, principal, context, agent, "created");
    // The configuration is reloaded because policies and approvals look up agent names in it.
    return { result: await describeAgent(deps, client, principal, agent), entries: [entry], changesAnswers: true };
  });
}
