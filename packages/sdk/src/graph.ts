import type { Config } from "./transport/config.ts";
import { decode } from "./transport/decode.ts";
import type { Open } from "./transport/json.ts";
import { send } from "./transport/send.ts";
import { graph } from "./transport/shapes.ts";

/** Type of an edge: from a parent to its child, from an agent to an action or tool, or from an agent to a run that it shares. */
export type GraphEdgeType = Open<"delegation" | "decision" | "run">;

/** Options of `graph`. */
export interface GraphOptions {
  /** An agent or a run. Default: this agent. */
  readonly root?: string;
  /** Default: all. */
  readonly edgeTypes?: readonly GraphEdgeType[];
  /** Maximum number of edges between the root and a node: 1 to 32, default 32. */
  readonly depth?: number;
  /** Maximum number of nodes: 1 to 1,000, default 500. */
  readonly limit?: number;
  /** Leaves out disabled agents and ended delegations. Default `false`. */
  readonly activeOnly?: boolean;
  readonly signal?: AbortSignal;
}

export interface GraphNode {
  /** `agt_…`, `run_…`, `action:<type>` or `tool:<name>`. */
  id: string;
  kind: Open<"agent" | "run" | "action" | "tool">;
  name: string | null;
  /** Number of edges from the root. */
  depth: number;
  /** Agents: true when a halt stops everything that the agent may do. */
  halted?: boolean;
  /** Agents: false when the agent is disabled or its delegation has ended. */
  active?: boolean;
}

export interface GraphEdge {
  from: string;
  to: string;
  type: GraphEdgeType;
  /** `decision`: time and status of the latest one. */
  lastAt?: string;
  lastStatus?: Open<"executed" | "denied" | "requested">;
}

/** Connections between agents. */
export interface Graph {
  /** The nearest to the root first. */
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** True when nodes or edges were left out. */
  truncated: boolean;
}

/** Sends `GET /graph`. */
export async function readGraph(config: Config, options: GraphOptions): Promise<Graph> {
  const { root, edgeTypes, depth, limit, activeOnly, signal } = options;
  const query = new URLSearchParams();
  if (root !== undefined) query.set("root", root);
  if (edgeTypes !== undefined) query.set("edge_types", edgeTypes.join(","));
  if (depth !== undefined) query.set("depth", String(depth));
  if (limit !== undefined) query.set("limit", String(limit));
  if (activeOnly !== undefined) query.set("active_only", String(activeOnly));
  const { body } = await send(config, { method: "GET", path: `/graph?${query}`, signal });
  return decode(graph, body, "graph");
}
