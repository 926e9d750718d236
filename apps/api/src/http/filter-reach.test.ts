import { PERMISSIONS, ROUTES } from "@agentlattice/contract";
import { expect, test } from "vitest";
import type { z } from "zod";
import { AGENT_REACH } from "./filter-reach.ts";

/** The routes that an agent's key may call with a filter for an agent. */
const filtered = ROUTES.filter((route) => {
  if (route.access === "public" || !PERMISSIONS[route.access].agent || !("query" in route)) return false;
  const { shape } = route.query as unknown as z.ZodObject;
  return "agent" in shape || "agent_id" in shape;
});
const idsOf = (routes: readonly { operationId: string }[]) => routes.map(({ operationId }) => operationId).sort();

test("every route with a filter for an agent states whose data an agent receives", () => {
  expect(idsOf(filtered)).toEqual(Object.keys(AGENT_REACH).sort());
});

test("these routes, and no others, list FORBIDDEN_FILTER among their errors", () => {
  expect(idsOf(ROUTES.filter(({ errors }) => (errors as readonly string[]).includes("FORBIDDEN_FILTER")))).toEqual(idsOf(filtered));
});
