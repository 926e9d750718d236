import * as sidecar from "../sidecar.ts";
import { commit, ok, pending, type Route, statement, write } from "./route.ts";

/** Operations for applications in any language. They are also served at the root: `/evaluate`, `/validate`, `/scan`, `/modules`. */
export const SIDECAR_ROUTES = [
  {
    method: "post",
    path: "/evaluate",
    root: true,
    operationId: "evaluate",
    tag: "Sidecar",
    summary: "Decide on a tool call, a model call or a text, and record the decision",
    access: "actions:submit",
    body: sidecar.EvaluateInput,
    headers: ["X-AL-Event-ID", "X-AL-Delegation-ID", "X-AL-Statement", "Prefer", "traceparent"],
    responses: {
      200: ok("Decided: executed, denied, approved (collect it before acting) or ended", sidecar.EvaluateResult),
      202: pending("A person has to decide, at approval_url", sidecar.EvaluateResult),
    },
    errors: [...statement, ...commit, "DELEGATION_INVALID", "NOT_FOUND"],
  },
  {
    method: "post",
    path: "/validate",
    root: true,
    operationId: "validateDecision",
    tag: "Sidecar",
    summary: "Validate a decision against the registry, rule by rule",
    access: "sidecar:use",
    body: sidecar.ValidateDecisionInput,
    responses: { 200: ok("The result of each rule", sidecar.ValidateDecisionResult) },
    errors: write,
  },
  {
    method: "post",
    path: "/scan",
    root: true,
    operationId: "scanContent",
    tag: "Sidecar",
    summary: "Scan a text with the default modules secrets, pii and content; nothing is recorded",
    access: "sidecar:use",
    body: sidecar.ScanInput,
    responses: { 200: ok("What was found and where, never the value", sidecar.ScanResult) },
    errors: write,
  },
  {
    method: "get",
    path: "/modules",
    root: true,
    operationId: "listModules",
    tag: "Sidecar",
    summary: "List the modules with their configuration schemas",
    access: "public",
    responses: { 200: ok("The complete list, in the order in which they run", sidecar.ModulePage) },
    errors: ["INTERNAL"],
  },
] as const satisfies readonly Route[];
