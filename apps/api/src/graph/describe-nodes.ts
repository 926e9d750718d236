import { ENVIRONMENTS, type Environment, type GraphNode } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { GraphAgent, GraphRunMember } from "@agentlattice/db";
import type { OrgConfig } from "../config/org-config.ts";
import type { Deps } from "../deps.ts";
import { stopsEverything } from "../halts/halt-audience.ts";
import { openDetails } from "../runs/to-run.ts";

/** The agents and runs that the nodes of a graph represent. */
export interface NodeSources {
  /** Agents by UUID. */
  readonly agents: ReadonlyMap<string, GraphAgent>;
  /** Names of runs by UUID. */
  readonly runs: ReadonlyMap<string, string | null>;
  /** The environment that was asked for. */
  readonly environment: Environment | undefined;
}

/** Describes the node with an id. */
export function describeNode(id: string, { agents, runs, environment }: NodeSources, config: OrgConfig): Omit<GraphNode, "id" | "depth"> {
  const agent = agents.get(decodeId("agt", id) ?? "");
  if (agent) return { kind: "agent", name: agent.name, halted: isHalted(config, agent, environment), active: agent.active };
  const runId = decodeId("run", id);
  if (runId !== null) return { kind: "run", name: runs.get(runId) ?? null };
  const [kind] = id.split(":", 1) as ["action" | "tool"];
  return { kind, name: id.slice(kind.length + 1) };
}

/** Decrypts the names of runs. */
export async function nameRuns(
  deps: Pick<Deps, "configs" | "database">,
  orgId: string,
  members: readonly GraphRunMember[],
): Promise<Map<string, string | null>> {
  const details = new Map(members.map((member) => [member.runId, member.details]));
  const names = new Map<string, string | null>();
  for (const [runId, sealed] of details) names.set(runId, (await openDetails(deps, { orgId, runId, details: sealed })).name);
  return names;
}

/** Returns true when halts stop everything of the agent in every environment in which it works. */
function isHalted({ halts }: OrgConfig, agent: GraphAgent, asked: Environment | undefined): boolean {
  const known = ENVIRONMENTS.filter((environment) => agent.environments.includes(environment));
  const environments = asked !== undefined ? [asked] : known.length > 0 ? known : ENVIRONMENTS;
  const chain = [...agent.chain, agent.agentId];
  return environments.every((environment) =>
    halts.some(({ scope }) => stopsEverything(scope, { capabilities: agent.capabilities, chain, environment })),
  );
}
