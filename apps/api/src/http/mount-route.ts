import { type JsonValue, maxBodyBytes, type OperationId, type Permission, ROUTES, type Route } from "@agentlattice/contract";
import type { Context, Hono } from "hono";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { LARGE } from "../inspection/byte-budget.ts";
import { AppError } from "./app-error.ts";
import { authenticate } from "./authenticate.ts";
import { authorise, permissionRefusal } from "./authorise.ts";
import { requireEnvironmentReach, requireReach } from "./environment-reach.ts";
import { requireFilterReach } from "./filter-reach.ts";
import { refuseWhileClosing } from "./organisation-closing.ts";
import { parseInput } from "./parse-input.ts";
import type { Principal, Stopped } from "./principal.ts";
import { parseBody, readBody } from "./read-body.ts";

export interface AppEnv {
  Variables: { requestId: string; operation?: OperationId; principal?: Principal };
}
export type App = Hono<AppEnv>;

type RouteOf<Id extends OperationId> = Extract<(typeof ROUTES)[number], { operationId: Id }>;
type Body<Id extends OperationId> = RouteOf<Id> extends { body: infer S extends z.ZodType } ? z.output<S> : undefined;
type Query<Id extends OperationId> = RouteOf<Id> extends { query: infer S extends z.ZodType } ? z.output<S> : undefined;
type Caller<Id extends OperationId> = RouteOf<Id>["access"] extends "public"
  ? RouteOf<Id> extends { detail: Permission }
    ? Principal | undefined
    : undefined
  : Principal;

/** The authenticated, authorised and parsed request that a handler receives. */
export interface Call<Id extends OperationId> {
  readonly c: Context<AppEnv>;
  readonly deps: Deps;
  readonly principal: Caller<Id>;
  readonly body: Body<Id>;
  readonly query: Query<Id>;
  /** The request body, byte for byte. */
  readonly bytes: Uint8Array;
}

/** Mounts a route of the contract: authenticate → authorise → parse → handle. */
export function mountRoute<Id extends OperationId>(
  app: App,
  deps: Deps,
  operationId: Id,
  handle: (call: Call<Id>) => Promise<Response>,
): void {
  const route = ROUTES.find((candidate) => candidate.operationId === operationId) as Route;
  const paths = [`/api/v1${route.path}`, ...(route.root ? [route.path] : [])];
  app.on(route.method.toUpperCase(), paths, async (c) => {
    c.set("operation", operationId);
    const began = performance.now();
    let principal = route.access === "public" ? await identifyDetail(deps, c, route) : await identify(deps, c, route);
    const orgId = principal?.scope.orgId;
    const take = orgId === undefined ? undefined : (bytes: number) => deps.byteBudget.take(orgId, bytes);
    const bytes = route.method === "get" ? NO_BODY : await readBody(c, maxBodyBytes(route), take);
    const parse = () => {
      const sent = parseBody(c, bytes);
      return route.body ? parseInput(route.body, sent ?? absentBody(route)) : refuseBody(sent);
    };
    const body = principal && bytes.length > LARGE ? await deps.bodyTurns.run(principal.scope, parse) : parse();
    // The credential of a slow upload is checked again, because it may have been revoked meanwhile.
    if (route.access !== "public" && performance.now() - began > SLOW_BODY_MS) principal = await identify(deps, c, route);
    const query = route.query ? parseInput(route.query, singleQuery(c)) : undefined;
    if (principal) {
      requireEnvironmentReach(principal, query);
      await requireFilterReach(deps, principal, operationId, query);
    }
    return handle({ c, deps, principal, body, query, bytes } as Call<Id>);
  });
}

const SLOW_BODY_MS = 1_000;

/**
 * Operations that a stopped agent may still call: actions, which are recorded as denied, ending its own delegations after its delegation
 * has ended, and ending its reservations.
 */
const OPEN_WHEN_STOPPED: Readonly<Partial<Record<OperationId, readonly Stopped["reason"][]>>> = {
  submitAction: ["AGENT_DISABLED", "DELEGATION_INVALID"],
  checkAction: ["AGENT_DISABLED", "DELEGATION_INVALID"],
  evaluate: ["AGENT_DISABLED", "DELEGATION_INVALID"],
  revokeDelegation: ["DELEGATION_INVALID"],
  // A cost that was caused is charged, even when its agent was stopped meanwhile.
  settleReservation: ["AGENT_DISABLED", "DELEGATION_INVALID"],
  releaseReservation: ["AGENT_DISABLED", "DELEGATION_INVALID"],
};

/** Operations of people whose ledger commit checks the session's row, which saves a round trip. */
const CONFIRMED_BY_COMMIT: ReadonlySet<OperationId> = new Set(["decideApproval"]);

async function identify(deps: Deps, c: Context<AppEnv>, route: Route): Promise<Principal> {
  const { access } = route as { access: Exclude<Route["access"], "public"> };
  const operation = route.operationId as OperationId;
  const options = { stopped: OPEN_WHEN_STOPPED[operation] ?? [], confirmedByCommit: CONFIRMED_BY_COMMIT.has(operation) };
  const given = await authenticate(deps, c.req.header("authorization"), options);
  // The cached role may be outdated, so a refusal is based on a fresh read.
  const principal =
    given.kind === "person" && given.unconfirmed && permissionRefusal(given, access) !== null ? await given.refresh() : given;
  c.set("principal", principal);
  await deps.rate.take(c, principal);
  authorise(principal, access);
  requireReach(principal, operation);
  refuseWhileClosing(principal, route);
  return principal;
}

/** Returns the caller of a public route who gets a full answer; undefined for others. A credential that is sent must be valid. */
async function identifyDetail(deps: Deps, c: Context<AppEnv>, { detail }: Route): Promise<Principal | undefined> {
  const authorization = c.req.header("authorization");
  if (detail === undefined || authorization === undefined) return undefined;
  const principal = await authenticate(deps, authorization);
  c.set("principal", principal);
  await deps.rate.take(c, principal);
  return permissionRefusal(principal, detail) === null ? principal : undefined;
}

const NO_BODY = new Uint8Array(0);

/** Returns the value used for a missing body: `{}` when every field is optional. */
function absentBody(route: Route): object | undefined {
  return route.body?.safeParse({}).success ? {} : undefined;
}

function refuseBody(body: JsonValue | undefined): undefined {
  if (body === undefined || (typeof body === "object" && body !== null && Object.keys(body).length === 0)) return undefined;
  throw new AppError("INVALID_REQUEST", { detail: "This request takes no body. Send it without one." });
}

/** Rejects repeated query parameters, which are ambiguous. */
function singleQuery(c: Context): Record<string, string> {
  const all = c.req.queries();
  for (const [name, values] of Object.entries(all)) {
    if (values.length > 1)
      throw new AppError("INVALID_REQUEST", { detail: `The query parameter ${name} was sent more than once. Send it once.` });
  }
  return c.req.query();
}
