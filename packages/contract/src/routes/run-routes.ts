import * as events from "../app-events.ts";
import * as runs from "../runs.ts";
import { commit, common, ok, type Route, write } from "./route.ts";

export const RUN_ROUTES = [
  {
    method: "post",
    path: "/runs",
    operationId: "createRun",
    tag: "Runs",
    summary: "Create a run; its actions refer to it by run_id",
    access: "actions:submit",
    body: runs.RunInput,
    headers: ["Idempotency-Key"],
    responses: { 201: ok("Created", runs.Run) },
    errors: write,
  },
  {
    method: "get",
    path: "/runs/:id",
    operationId: "getRun",
    tag: "Runs",
    summary: "Read a run",
    access: "runs:read",
    responses: { 200: ok("The run", runs.Run) },
    errors: [...common, "NOT_FOUND"],
  },
  {
    method: "post",
    path: "/events",
    operationId: "recordEvent",
    tag: "Runs",
    summary: "Record an auditable event that is not a gated action",
    access: "actions:submit",
    body: events.AppEventInput,
    headers: ["Idempotency-Key"],
    responses: { 201: ok("Recorded", events.RecordedEvent) },
    errors: [...commit, "NOT_FOUND"],
  },
] as const satisfies readonly Route[];
