import type { CreatedRun, RunInput } from "@agentlattice/contract";
import type { Json } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import type { Once } from "../http/idempotency.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { openSession } from "./open-session.ts";
import { redactEvents } from "./redact-events.ts";
import { rootAgentOf } from "./run-access.ts";
import { type RunDetails, sealDetails, toRun } from "./to-run.ts";

export interface CreateRunInput {
  readonly principal: AgentPrincipal;
  readonly input: RunInput;
  readonly deps: Pick<Deps, "configs" | "database" | "inspector" | "newId" | "now">;
  readonly once: Once;
}

/**
 * Creates a run of an agent. Its actions, and those of the agents below it, may name the run. Its name and metadata are scanned like the
 * data of its events.
 * @throws AppError as `redactEvents`
 */
export async function createRun({ principal, input, deps, once }: CreateRunInput): Promise<CreatedRun> {
  const { orgId } = principal.scope;
  const { details, findings } = await redactDetails(deps, principal, input);
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
    const result = { ...(await toRun(deps, principal, fresh)), ...(findings.length > 0 ? { findings } : {}) };
    return { result, entries: [], changesAnswers: false };
  });
}

/** Removes from the name and the metadata what must not be stored. */
async function redactDetails(deps: CreateRunInput["deps"], principal: AgentPrincipal, { name, session_id, metadata = {} }: RunInput) {
  const [named, described] = await redactEvents(deps, principal, [name === undefined ? {} : { name }, metadata as Record<string, Json>]);
  const kept = named?.value.name;
  const details = {
    name: typeof kept === "string" ? kept : null,
    session_id: session_id ?? null,
    metadata: (described?.value ?? {}) as RunDetails["metadata"],
  };
  const inMetadata = (described?.findings ?? []).map((found) => ({ ...found, path: `metadata.${found.path}` }));
  return { details, findings: [...(named?.findings ?? []), ...inMetadata] };
}
