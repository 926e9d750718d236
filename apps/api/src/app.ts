import { ERRORS } from "@agentlattice/contract";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { mountActions } from "./actions/routes.ts";
import { mountAgents } from "./agents/routes.ts";
import { mountAnomalies } from "./anomalies/routes.ts";
import { mountApprovalFilters } from "./approval-filters/routes.ts";
import { mountApprovals } from "./approvals/routes.ts";
import { mountAudit } from "./audit/routes.ts";
import { mountAuth } from "./auth/routes.ts";
import { mountBreakers } from "./breakers/routes.ts";
import { mountBudgets } from "./budgets/routes.ts";
import { mountNotifications } from "./channels/preferences/routes.ts";
import { mountPush } from "./channels/push/routes.ts";
import { mountSlack } from "./channels/slack/routes.ts";
import { mountWebhooks } from "./channels/webhooks/routes.ts";
import { mountCompliance } from "./compliance/routes.ts";
import { mountCosts } from "./costs/routes.ts";
import { mountDecisions } from "./decisions/routes.ts";
import { mountDelegations } from "./delegations/routes.ts";
import type { Deps } from "./deps.ts";
import { mountDrills } from "./drills/routes.ts";
import { mountEvents } from "./events/routes.ts";
import { mountGrants } from "./grants/routes.ts";
import { mountGraph } from "./graph/routes.ts";
import { mountGroups } from "./groups/routes.ts";
import { mountHalts } from "./halts/routes.ts";
import { mountHealth } from "./health/routes.ts";
import type { App, AppEnv } from "./http/mount-route.ts";
import { answerUnrouted } from "./http/no-such-route.ts";
import { observeRequest } from "./http/observe-request.ts";
import { problemResponse, toAppError } from "./http/problem.ts";
import { mountIdentity } from "./identity/routes.ts";
import { mountInvitations } from "./invitations/routes.ts";
import { mountLibrary } from "./library/routes.ts";
import { mountMembers } from "./members/routes.ts";
import { mountOpenApi } from "./openapi/routes.ts";
import { mountOrganisations } from "./organisations/routes.ts";
import { mountOverview } from "./overview/routes.ts";
import { mountPasskeys } from "./passkeys/routes.ts";
import { mountPermits } from "./permits/routes.ts";
import { mountPolicies } from "./policies/routes.ts";
import { mountPosture } from "./posture/routes.ts";
import { mountPresence } from "./presence/routes.ts";
import { mountReference } from "./reference/routes.ts";
import { mountRuns } from "./runs/routes.ts";
import { mountSidecar } from "./sidecar/routes.ts";
import { mountTotp } from "./totp/routes.ts";
import { mountWhoami } from "./whoami/routes.ts";

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

const compressed = compress({ encoding: "gzip" });

const FOR_AGENTS = [
  mountActions,
  mountRuns,
  mountBudgets,
  mountCosts,
  mountSidecar,
  mountApprovals,
  mountPermits,
  mountHealth,
  mountOpenApi,
];
const EVERYTHING = [
  ...FOR_AGENTS,
  // The library comes before policies, because `library` would otherwise be read as a policy id.
  mountLibrary,
  mountPolicies,
  mountAgents,
  mountDelegations,
  mountHalts,
  mountBreakers,
  mountIdentity,
  mountDrills,
  mountDecisions,
  mountGraph,
  mountPresence,
  mountWhoami,
  mountAuth,
  mountPasskeys,
  mountTotp,
  mountMembers,
  mountGrants,
  mountGroups,
  mountApprovalFilters,
  mountInvitations,
  mountWebhooks,
  mountNotifications,
  mountPush,
  mountSlack,
  mountOrganisations,
  mountAudit,
  mountEvents,
  mountAnomalies,
  mountCompliance,
  mountPosture,
  mountOverview,
  mountReference,
];

/** Creates the app with all routes. It does not listen, so that tests can call `app.request()`. */
export function createApp(deps: Deps): App {
  const app: App = new Hono<AppEnv>();

  app.use(async (c, next) => {
    const began = performance.now();
    const given = c.req.header("x-request-id");
    const requestId = given && REQUEST_ID.test(given) ? given : `req_${deps.newId().replaceAll("-", "")}`;
    c.set("requestId", requestId);
    // Headers are set before the handler, because setting them on a finished response is slower in hono.
    c.header("x-request-id", requestId);
    c.header("cache-control", "no-store");
    c.header("x-content-type-options", "nosniff");
    await next();
    observeRequest(deps, c, began);
  });

  // Waiting reads are left out: thousands may end at once, and their answers are small. Event streams are never compressed.
  app.use((c, next) => (c.req.method === "GET" && c.req.header("prefer") === undefined ? compressed(c, next) : next()));

  for (const mount of deps.env.AL_SURFACE === "sidecar" ? FOR_AGENTS : EVERYTHING) mount(app, deps);

  app.notFound(answerUnrouted(app));
  app.onError((thrown, c) => {
    const error = toAppError(thrown);
    const line = {
      request_id: c.get("requestId"),
      code: error.code,
      method: c.req.method,
      route: c.req.routePath,
      err: error.options.cause ?? thrown,
    };
    // Thousands of waiting requests may end when a process stops. These are not logged as failures.
    if (ERRORS[error.code].status >= 500 && error.code !== "SHUTTING_DOWN") deps.log.error(line, "request failed");
    else deps.log.debug({ ...line, err: undefined }, "request refused");
    return problemResponse(error, c.get("requestId"));
  });
  return app;
}
