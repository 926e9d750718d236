import { encodeId } from "@agentlattice/core";
import { createAgent } from "../agents/create-agent.ts";
import { createAgentKey } from "../agents/create-agent-key.ts";
import { agentIdOf } from "../agents/find-agent.ts";
import { keyIdOf } from "../agents/revoke-key.ts";
import type { Deps } from "../deps.ts";
import { withoutIdempotency } from "../http/idempotency.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import type { SeededAgent } from "./describe-organisation.ts";
import type { AgentWithKey } from "./sample-world.ts";

/** Creates the agents with their keys. Returns them by name. */
export async function seedAgents(
  deps: Deps,
  principal: PersonPrincipal,
  agents: readonly SeededAgent[],
  people: ReadonlyMap<string, PersonPrincipal>,
): Promise<Map<string, AgentWithKey>> {
  const once = withoutIdempotency(deps, principal);
  const created = new Map<string, AgentWithKey>();
  for (const { name, capabilities, labels, owner, keys } of agents) {
    const person = people.get(owner) ?? principal;
    const agent = await createAgent({
      principal,
      input: { name, capabilities: [...capabilities], labels: { ...labels }, owner: encodeId("usr", person.userId) },
      deps,
      once,
    });
    const key = await createAgentKey({ principal, agentId: agentIdOf(agent.id), input: { name: "first key" }, deps, once });
    const agentId = agentIdOf(agent.id);
    const otherKeys = new Map<string, string>();
    for (const { name: keyName, environment, expiresIn } of keys ?? []) {
      const input = { name: keyName, environment, expires_in: expiresIn };
      otherKeys.set(keyName, keyIdOf((await createAgentKey({ principal, agentId, input, deps, once })).id));
    }
    created.set(name, { id: agent.id, name, key: key.api_key, agentId, keyId: keyIdOf(key.id), otherKeys });
  }
  return created;
}
