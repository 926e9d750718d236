import * as presence from "../presence.ts";
import { common, ok, type Route, write } from "./route.ts";

export const PRESENCE_ROUTES = [
  {
    method: "post",
    path: "/heartbeat",
    operationId: "sendHeartbeat",
    tag: "Agents",
    summary: "Report that a client of this agent works, and read whether the agent is halted",
    access: "presence:report",
    body: presence.HeartbeatInput,
    responses: { 200: ok("Received", presence.Heartbeat) },
    errors: [...write, "NOT_FOUND"],
  },
  {
    method: "get",
    path: "/presence",
    operationId: "listPresence",
    tag: "Agents",
    summary: "List agents with the status of their clients",
    access: "agents:read",
    query: presence.PresenceQuery,
    responses: { 200: ok("A page", presence.PresencePage) },
    errors: [...common, "FORBIDDEN_FILTER", "INVALID_REQUEST"],
  },
] as const satisfies readonly Route[];
