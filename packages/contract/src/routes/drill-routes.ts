import * as drills from "../drills.ts";
import { common, empty, ok, type Route, write } from "./route.ts";

export const DRILL_ROUTES = [
  {
    method: "get",
    path: "/drills",
    operationId: "listDrills",
    tag: "Halts",
    summary: "List the drills with their results",
    access: "drills:read",
    query: drills.DrillQuery,
    responses: { 200: ok("A page, newest first", drills.DrillPage) },
    errors: [...common, "INVALID_REQUEST"],
  },
  {
    method: "post",
    path: "/drills",
    operationId: "createDrill",
    tag: "Halts",
    summary: "Schedule halts of a canary agent; the first starts at once",
    access: "drills:write",
    body: drills.DrillInput,
    headers: ["Idempotency-Key"],
    responses: { 201: ok("Scheduled", drills.Drill) },
    errors: [...write, "NOT_FOUND", "NAME_TAKEN"],
  },
  {
    method: "post",
    path: "/drills/:id/start",
    operationId: "startDrill",
    tag: "Halts",
    summary: "Start a drill now",
    access: "drills:write",
    responses: { 202: ok("Starting", drills.Drill) },
    errors: [...write, "NOT_FOUND"],
  },
  {
    method: "delete",
    path: "/drills/:id",
    operationId: "deleteDrill",
    tag: "Halts",
    summary: "Remove a drill; its results stay in the ledger",
    access: "drills:write",
    responses: { 204: empty("Removed") },
    errors: [...common, "NOT_FOUND", "DRILL_RUNNING", "SIGNING_PENDING", "LEDGER_DIVERGED", "SIGNER_STATE_INVALID"],
  },
] as const satisfies readonly Route[];
