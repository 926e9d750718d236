import type { Graph, GraphEdge, GraphQuery } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { GraphAgent, GraphDecision, GraphRunMember, GraphScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import { getRun } from "../runs/list-runs.ts";
import { runsReadableBy } from "../runs/run-access.ts";
import { describeNode, nameRuns } from "./describe-nodes.ts";
import { walkGraph } from "./walk-graph.ts";

type GraphDeps = Pick<Deps, "configs" | "database">;

/** Bounds of the shared runs: the newest runs of each delegation tree, and pairs of a run and an agent. */
const SHARED_RUNS = { runs: 200, members: 2_000 } as const;
/** Edges of decisions for each node of the limit. */
const DECISIONS_PER_NODE = 4;
const TOOL = "tool.";

/**
 * Reads the connections between the agents that a principal may see, in a fixed number of queries.
 * @throws AppError NOT_FOUND for a root that the principal may not see
 */
export async function getGraph(deps: GraphDeps, principal: Principal, query: GraphQuery): Promise<Graph> {
  const { scope } = principal;
  const { graph } = deps.database;
  const { depth, limit } = query;
  const wants = (type: GraphEdge["type"]) => query.edge_types?.includes(type) ?? true;
  const within = scopeOf(principal, query);
  // One more level and one more node than asked for show whether something is left out.
  const descendants = (ids: readonly string[]) =>
    ids.length === 0 ? [] : graph.descendants(scope, within, ids, wants("delegation") ? depth + 1 : 0, limit + 1);
  // A named agent's tree is read while it is checked that the reader may see the agent.
  const named = decodeId("agt", query.root ?? "");
  const [root, ofNamed] = await Promise.all([findRoots(deps, principal, within, query), named === null ? null : descendants([named])]);
  const trees = ofNamed ?? (await descendants(root.agents));
  const inTrees = [...root.creators, ...idsOf(trees)];
  const members = wants("run") ? await graph.sharedRuns(scope, within, inTrees, root.runId, SHARED_RUNS) : [];
  const known = new Set(idsOf(trees));
  const others = [...new Set(idsOf(members))].filter((agentId) => !known.has(agentId));
  const agents = new Map([...trees, ...(await descendants(others))].map((agent) => [agent.agentId, agent]));
  const most = DECISIONS_PER_NODE * limit;
  const decisions = wants("decision") ? await graph.decisions(scope, within, [...agents.keys()], most + 1) : [];

  const edges = [...delegationEdges(agents), ...members.map(runEdge), ...decisions.slice(0, most).map(decisionEdge)];
  const walk = walkGraph(root.ids, edges, { depth, limit });
  const runs = new Map([...root.runNames, ...(await nameRuns(deps, scope.orgId, members))]);
  const config = await deps.configs.get(scope.orgId);
  const sources = { agents, runs, environment: query.environment };
  return {
    nodes: [...walk.depths].map(([id, distance]) => ({ id, depth: distance, ...describeNode(id, sources, config) })),
    edges: [...walk.edges],
    truncated: walk.truncated || decisions.length > most || members.length === SHARED_RUNS.members,
  };
}

/** Limits the graph like the lists of delegations and runs. INVARIANT: a filter never widens what the caller may see. */
function scopeOf(principal: Principal, { environment, active_only }: GraphQuery): GraphScope {
  const own = principal.kind === "agent" ? principal.environment : withinEnvironment(principal).environment;
  const asked = environment ?? own;
  return {
    ownerUserId: principal.kind === "person" && principal.role === "member" ? principal.userId : null,
    agentId: principal.kind === "agent" ? principal.agentId : null,
    runReader: runsReadableBy(principal).reader,
    environments: asked === undefined ? null : own !== undefined && own !== asked ? [] : [asked],
    activeOnly: active_only === "true",
  };
}

/** The starting nodes of a graph. Ids are UUIDs, except `ids`, which are node ids. */
interface Roots {
  readonly ids: readonly string[];
  readonly agents: readonly string[];
  readonly runId: string | null;
  readonly runNames: readonly (readonly [string, string | null])[];
  /** The agent that created the run, whose tree shares its runs. */
  readonly creators: readonly string[];
}

async function findRoots(deps: GraphDeps, principal: Principal, within: GraphScope, { root, limit }: GraphQuery): Promise<Roots> {
  const { scope } = principal;
  const { graph } = deps.database;
  const runId = root === undefined ? null : decodeId("run", root);
  if (root !== undefined && runId !== null) {
    const { name, agent } = await getRun(deps, principal, root);
    return { ids: [root], agents: [], runId, runNames: [[runId, name]], creators: [decodeId("agt", agent.id) as string] };
  }
  const named = decodeId("agt", root ?? "");
  // An agent sees itself, so only others are looked up.
  const agents = named
    ? named === within.agentId
      ? [named]
      : await graph.visible(scope, within, [named])
    : within.agentId === null
      ? await graph.roots(scope, within, limit + 1)
      : [within.agentId];
  if (named && agents.length === 0)
    throw new AppError("NOT_FOUND", { detail: "There is no such agent. GET /agents lists the agents that you may see." });
  return { ids: agents.map(agentNodeId), agents, runId: null, runNames: [], creators: [] };
}

function delegationEdges(agents: ReadonlyMap<string, GraphAgent>): GraphEdge[] {
  return [...agents.values()].flatMap(({ agentId, parentAgentId }) =>
    parentAgentId !== null && agents.has(parentAgentId)
      ? [{ from: agentNodeId(parentAgentId), to: agentNodeId(agentId), type: "delegation" as const }]
      : [],
  );
}

const runEdge = ({ agentId, runId }: GraphRunMember): GraphEdge => ({
  from: agentNodeId(agentId),
  to: encodeId("run", runId),
  type: "run",
});

function decisionEdge({ agentId, actionType, at, status }: GraphDecision): GraphEdge {
  const to = actionType.startsWith(TOOL) ? `tool:${actionType.slice(TOOL.length)}` : `action:${actionType}`;
  return {
    from: agentNodeId(agentId),
    to,
    type: "decision",
    last_at: at.toISOString(),
    last_status: status as NonNullable<GraphEdge["last_status"]>,
  };
}

const idsOf = (rows: readonly { readonly agentId: string }[]) => rows.map(({ agentId }) => agentId);
const agentNodeId = (agentId: string) => encodeId("agt", agentId);
