import type { Run, RunInput } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import type { Once } from "../http/idempotency.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { rootAgentOf } from "./find-run.ts";
import { sealDetails, toRun } from "./to-run.ts";

export interface CreateRunInput {
  readonly principal: AgentPrincipal;
  readonly input: RunInput;
  readonly deps: Pick<Deps, "configs" | "database" | "newId">;
  readonly once: Once;
}

/** Creates a run of an agent. Its actions, and those of the agents it delegates to, may name the run. */
export function createRun({ principal, input, deps, once }: CreateRunInput): Promise<Run> {
  const { orgId } = principal.scope;
  const details = { name: input.name ?? null, session_id: input.session_id ?? null, metadata: input.metadata ?? {} };
  return once(async ({ client, origin, now }) => {
    const run = { orgId, runId: deps.newId() };
    const row = await client.run.create({
      data: {
        ...run,
        agentId: principal.agentId,
        rootAgentId: rootAgentOf(principal),
        environment: principal.environment,
        createdAt: new Date(now),
        details: await sealDetails(deps, origin, run, details),
      },
      include: { agent: true },
    });
    return { result: await toRun(deps, row), entries: [], changesAnswers: false };
  });
}
