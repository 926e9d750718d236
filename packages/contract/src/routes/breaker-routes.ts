import * as breakers from "../breakers.ts";
import { common, ok, type Route, write } from "./route.ts";

export const BREAKER_ROUTES = [
  {
    method: "get",
    path: "/agents/:id/breaker",
    operationId: "getBreaker",
    tag: "Halts",
    summary: "Read the breaker of an agent with its thresholds and counts",
    access: "agents:read",
    query: breakers.BreakerQuery,
    responses: { 200: ok("The breaker", breakers.AgentBreaker) },
    errors: [...common, "NOT_FOUND", "INVALID_REQUEST", "POLICY_UNAVAILABLE"],
  },
  {
    method: "post",
    path: "/agents/:id/breaker",
    operationId: "changeBreaker",
    tag: "Halts",
    summary: "Hold the breaker of an agent open or closed as a person, or release it",
    access: "breakers:write",
    query: breakers.BreakerQuery,
    body: breakers.BreakerInput,
    responses: { 200: ok("Changed", breakers.AgentBreaker) },
    errors: [...write, "NOT_FOUND", "POLICY_UNAVAILABLE"],
  },
] as const satisfies readonly Route[];
