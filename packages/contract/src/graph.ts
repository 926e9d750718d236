import { z } from "zod";
import { environment, id, timestamp } from "./primitives.ts";

export const GRAPH_EDGE_TYPES = ["delegation", "decision", "run"] as const;
export const MAX_GRAPH_DEPTH = 32;
const MAX_NODES = 1_000;

export const GraphQuery = z.strictObject({
  root: z
    .union([id("agt"), id("run")], "must be the id of an agent or of a run")
    .optional()
    .describe("An agent or a run. By default the graph starts at every root agent that you may see"),
  edge_types: z
    .string()
    .max(128)
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.array(z.enum(GRAPH_EDGE_TYPES, { error: `must be names of ${GRAPH_EDGE_TYPES.join(", ")}, separated by commas` })))
    .optional()
    .describe(`Types separated by commas: ${GRAPH_EDGE_TYPES.join(", ")}. All by default`),
  depth: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_GRAPH_DEPTH)
    .default(MAX_GRAPH_DEPTH)
    .describe("Maximum number of edges between a root and a node"),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_NODES)
    .default(500)
    .describe("Maximum number of nodes. The nearest to the roots are returned"),
  active_only: z.enum(["true", "false"]).optional().describe("true leaves out disabled agents and ended delegations"),
  environment: environment.optional().describe("Only delegations, decisions and runs of this environment"),
});
export type GraphQuery = z.output<typeof GraphQuery>;

export const GraphNode = z
  .strictObject({
    id: z.string().describe("`agt_…`, `run_…`, `action:<type>` or `tool:<name>`"),
    kind: z.enum(["agent", "run", "action", "tool"]),
    name: z.string().nullable().describe("null for a run without a name"),
    depth: z.number().int().min(0).max(MAX_GRAPH_DEPTH).describe("Number of edges from the nearest root"),
    halted: z.boolean().optional().describe("Agents: true when a halt stops everything that the agent may do"),
    active: z.boolean().optional().describe("Agents: false when the agent is disabled or its delegation has ended"),
  })
  .meta({ id: "GraphNode" });
export type GraphNode = z.infer<typeof GraphNode>;

export const GraphEdge = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    type: z
      .enum(GRAPH_EDGE_TYPES)
      .describe(
        "delegation: from the parent to its child. decision: from an agent to an action or tool that it submitted, whatever was decided. run: from an agent to a run that it shares with another agent, among the newest 200 of its delegation tree",
      ),
    last_at: timestamp.optional().describe("decision: time of the latest one"),
    last_status: z.enum(["executed", "denied", "requested"]).optional().describe("decision: status of the latest one"),
  })
  .meta({ id: "GraphEdge" });
export type GraphEdge = z.infer<typeof GraphEdge>;

export const Graph = z
  .strictObject({
    nodes: z.array(GraphNode).describe("The nearest to the roots first"),
    edges: z.array(GraphEdge).describe("Edges between these nodes"),
    truncated: z.boolean().describe("true when depth, limit or a bound of the server left out nodes or edges"),
  })
  .meta({ id: "Graph" });
export type Graph = z.infer<typeof Graph>;
