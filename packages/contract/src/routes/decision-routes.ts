import * as decisions from "../decisions.ts";
import { common, ok, type Route, write } from "./route.ts";

export const DECISION_ROUTES = [
  {
    method: "get",
    path: "/decisions",
    operationId: "listDecisions",
    tag: "Actions",
    summary: "Find past decisions by tags, words, agent, time, and ids that callers chose, newest first",
    access: "audit:read",
    query: decisions.DecisionQuery,
    responses: { 200: ok("A page", decisions.PastDecisionPage) },
    errors: [...common, "FORBIDDEN_FILTER", "INVALID_REQUEST", "TEXT_INDEX_OFF"],
  },
  {
    method: "get",
    path: "/decisions/:id/similar",
    operationId: "listSimilarDecisions",
    tag: "Actions",
    summary: "Find past decisions that are similar to one, with the reasons",
    access: "audit:read",
    query: decisions.SimilarQuery,
    responses: { 200: ok("Similar decisions", decisions.SimilarDecisions) },
    errors: [...common, "NOT_FOUND", "INVALID_REQUEST", "TEXT_INDEX_OFF"],
  },
  {
    method: "post",
    path: "/decisions/recall",
    operationId: "recallDecisions",
    tag: "Actions",
    summary: "Read up to 200 decisions by the callers' idempotency ids",
    access: "audit:read",
    body: decisions.RecallInput,
    responses: { 200: ok("The decisions", decisions.Recall) },
    errors: write,
  },
] as const satisfies readonly Route[];
