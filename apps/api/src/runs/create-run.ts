import type { Run, RunInput } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import type { Once } from "../http/idempotency.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { openSession } from "./open-session.ts";
import { rootAgentOf } from "./run-access.ts";
import { sealDetails, toRun } from "./to-run.ts";

export interface CreateRunInput {
  readonly principal: AgentPrincipal;
  readonly input: RunInput;
  readonly deps: Pick<Deps, "configs" | "database" | "newId">;
  readonly once: Once;
}

/** Creates a run of an agent. Its actions, and those of the agents below it, may name the run. */
export function createRun({ principal, input, deps, once }: CreateRunInput): Promise<Run> {
  const { orgId } = principal.scope;
  const details = { name: input.name ?? null, session_id: input.session_id ?? null, metadata: input.metadata ?? {} };
  return once(async (context) => {
    const { client, origin, now } = context;
    const run = { orgId, runId: deps.newId() };
    const { agent, ...row } = await client.run.create({
      data: {
        ...run,
        agentId: principal.agentId,
        rootAgentId: rootAgentOf(principal),
        environment: principal.environment,
        createdAt: new Date(now),
        details: await sealDetails(deps, origin, run, details),
        sessionId: input.session_id === undefined ? null : await openSession(deps, context, principal, input.session_id),
      },
      include: { agent: true },
    });
    const fresh = { ...row, agentName: agent.name, status: "running" as const, events: 0, lastEventAt: null, endedAt: null };
    return { result: await toRun(deps, fresh), entries: [], changesAnswers: false };
  });
}
