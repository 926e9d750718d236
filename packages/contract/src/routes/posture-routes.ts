import * as overview from "../overview.ts";
import * as posture from "../posture.ts";
import { common, ok, type Route } from "./route.ts";

export const POSTURE_ROUTES = [
  {
    method: "get",
    path: "/posture",
    operationId: "getPosture",
    tag: "Posture",
    summary: "Read the governance posture score, 0 to 100, with its evidence",
    access: "posture:read",
    responses: { 200: ok("The score and its components", posture.Posture) },
    errors: common,
  },
  {
    method: "get",
    path: "/posture/history",
    operationId: "getPostureHistory",
    tag: "Posture",
    summary: "List the daily posture scores and what changed them",
    access: "posture:read",
    query: posture.PostureHistoryQuery,
    responses: { 200: ok("Days, oldest first", posture.PostureHistory) },
    errors: [...common, "INVALID_REQUEST"],
  },
  {
    method: "get",
    path: "/overview",
    operationId: "getOverview",
    tag: "Posture",
    summary: "Read the overview: recent decisions, pending approvals and agents that need attention",
    access: "audit:read",
    query: overview.OverviewQuery,
    responses: { 200: ok("Numbers, each with the page that lists its rows. Members and agents see their own", overview.Overview) },
    errors: [...common, "INVALID_REQUEST"],
  },
] as const satisfies readonly Route[];
