import { z } from "zod";
import { GovernanceAnswer } from "../governance-health.ts";
import { ok, type Route } from "./route.ts";

const Health = z.strictObject({ status: z.literal("ok") }).meta({ id: "Health" });
const Ready = z
  .strictObject({
    status: z.literal("ready"),
    degraded: z
      .array(z.enum(["bus"]))
      .optional()
      .describe("Unavailable components that do not affect decisions"),
  })
  .meta({ id: "Ready" });

/** Operations that are also served at the root: `/health` and `/ready`. */
export const OPERATIONS_ROUTES = [
  {
    method: "get",
    path: "/health",
    operationId: "getHealth",
    tag: "Operations",
    summary: "Check that the process is alive",
    access: "public",
    responses: { 200: ok("The process is alive", Health) },
    errors: ["INTERNAL"],
  },
  {
    method: "get",
    path: "/ready",
    operationId: "getReady",
    tag: "Operations",
    summary: "Check that the process can decide",
    access: "public",
    responses: { 200: ok("The process can decide", Ready) },
    errors: ["STARTING", "SHUTTING_DOWN", "DATABASE_UNAVAILABLE", "INTERNAL"],
  },
  {
    method: "get",
    path: "/health/governance",
    root: true,
    operationId: "getGovernanceHealth",
    tag: "Operations",
    summary: "Check the ledger, its keys and the protection of its entries",
    access: "public",
    detail: "audit:read",
    responses: { 200: ok("The status; with a credential that may read the audit log also its parts", GovernanceAnswer) },
    errors: ["UNAUTHENTICATED", "RATE_LIMITED", "DATABASE_UNAVAILABLE", "INTERNAL"],
  },
] as const satisfies readonly Route[];
