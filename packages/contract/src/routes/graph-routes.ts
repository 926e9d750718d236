import { Graph, GraphQuery } from "../graph.ts";
import { common, ok, type Route } from "./route.ts";

export const GRAPH_ROUTES = [
  {
    method: "get",
    path: "/graph",
    operationId: "getGraph",
    tag: "Agents",
    summary: "Read how agents are connected: their delegations, the actions and tools of their decisions, and the runs that they share",
    access: "audit:read",
    query: GraphQuery,
    responses: { 200: ok("Nodes and edges", Graph) },
    errors: [...common, "NOT_FOUND", "INVALID_REQUEST"],
  },
] as const satisfies readonly Route[];
