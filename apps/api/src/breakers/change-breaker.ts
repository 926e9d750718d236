import type { AgentBreaker, BreakerInput } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { Environment } from "@agentlattice/core/policy";
import { sealPayload, sealText } from "@agentlattice/db";
import { findAgent } from "../agents/find-agent.ts";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { describeBreaker } from "./describe-breaker.ts";

const CHANGE = { open: "held_open", closed: "held_closed", none: "released" } as const;

export interface ChangeBreaker {
  readonly principal: PersonPrincipal;
  readonly agentId: string;
  readonly input: BreakerInput;
  readonly environment: Environment;
  readonly deps: Pick<Deps, "configs" | "database" | "newId">;
}

/**
 * Forces the breaker of an agent open or closed, or removes the override. It is part of the configuration, so every later decision obeys
 * it.
 * @throws AppError NOT_FOUND
 */
export async function changeBreaker({ principal, agentId, input, environment, deps }: ChangeBreaker): Promise<AgentBreaker> {
  const { scope, userId } = principal;
  const { orgId } = scope;
  const { override, reason } = input;
  const keys = await deps.database.keysOf(orgId);
  const { result: agent } = await deps.database.audited(scope, async ({ client, origin, now }) => {
    const found = await findAgent(client, principal, agentId);
    const where = { orgId_agentId: { orgId, agentId } };
    const before = await client.breakerOverride.findUnique({ where, select: { state: true } });
    if (override === "none" && !before) return { result: found, entries: [], changesAnswers: false };
    if (override === "none") await client.breakerOverride.delete({ where, select: { orgId: true } });
    else {
      const sealed = sealText({ dataKey: keys.data, orgId, origin, entryId: agentId, field: "breaker" }, reason);
      const data = { state: override, reason: sealed, setBy: userId, setAt: new Date(now) };
      await client.breakerOverride.upsert({ where, create: { orgId, agentId, ...data }, update: data, select: { orgId: true } });
    }
    const id = deps.newId();
    const agent = encodeId("agt", agentId);
    const entry = configEntry({
      id,
      kind: "breaker.changed",
      actor: actorOf(principal),
      subject: { type: "agent", id: agent },
      data: { agent, change: CHANGE[override] },
      payloads: [sealPayload({ dataKey: keys.data, orgId, origin, entryId: id, field: "reason" }, reason)],
      agentId,
    });
    return { result: found, entries: [entry], changesAnswers: true };
  });
  return deps.database.inOrg(scope, (client) => describeBreaker({ deps, principal, client, agent, environment }));
}
