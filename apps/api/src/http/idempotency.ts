import { type AuditedContext, type AuditedWork, type OrgKeys, openText, sealText } from "@agentlattice/db";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Deps } from "../deps.ts";
import { assertSameBody, type Claim, claimFor } from "./claim.ts";
import type { Principal } from "./principal.ts";

const HEADER = "Idempotency-Key";

/** Runs an audited change at most once per Idempotency-Key. Its result is the response body. */
export type Once = <T extends object>(work: (context: AuditedContext) => Promise<AuditedWork<T>>) => Promise<T>;

interface Call {
  readonly c: Context;
  readonly deps: Pick<Deps, "database" | "newId">;
  readonly principal: Principal;
  readonly body: unknown;
}

/** Returns a runner without idempotency: every call runs the change. */
export function withoutIdempotency(deps: Pick<Deps, "database">, principal: Principal): Once {
  return async (work) => (await deps.database.audited(principal.scope, work)).result;
}

/**
 * Responds to a POST with an optional Idempotency-Key. A repeated request by the same principal with the same path and body gets the first
 * response. Failed requests claim nothing.
 * @throws AppError INVALID_HEADER, IDEMPOTENCY_CONFLICT
 */
export async function answerOnce(
  call: Call,
  route: string,
  status: ContentfulStatusCode,
  run: (once: Once) => Promise<object>,
): Promise<Response> {
  const { c, deps, principal } = call;
  const id = c.req.header(HEADER);
  if (id === undefined) return c.json(await run(withoutIdempotency(deps, principal)), status);
  const keys = await deps.database.keysOf(principal.scope.orgId);
  const claim = claimFor(keys, HEADER, id, { principal: nameOf(principal), route }, { path: c.req.param(), body: call.body ?? null });
  try {
    return c.json(await run(onceFor(deps, principal, keys, claim)), status);
  } catch (error) {
    if (!(error instanceof Replay)) throw error;
    c.header("idempotency-replayed", "true");
    return c.body(error.answer, status, { "content-type": "application/json" });
  }
}

/** Unwinds the handler when the request was answered before. This is not an error. */
class Replay extends Error {
  /** The JSON of the first response, byte for byte. */
  readonly answer: string;

  constructor(answer: string) {
    super("The request was answered before.");
    this.answer = answer;
  }
}

/**
 * Returns a runner that stores the claim with the change.
 * INVARIANT: the claim is read and stored under the lock of the head, in the transaction of the change. Of concurrent duplicates only one has an
 * effect, and change and claim are stored together or not at all.
 */
function onceFor(deps: Pick<Deps, "database" | "newId">, principal: Principal, keys: OrgKeys, claim: Claim): Once {
  const { orgId } = principal.scope;
  const key = { orgId, claim: Buffer.from(claim.claim, "hex") };
  const sealContextOf = (context: AuditedContext, entryId: string) => ({
    dataKey: keys.data,
    orgId,
    origin: context.origin,
    entryId,
    field: "response",
  });
  return async (work) => {
    const done = await deps.database.audited(principal.scope, async (context) => {
      const earlier = await context.client.idempotency.findUnique({ where: { orgId_claim: key } });
      if (earlier) {
        assertSameBody(Buffer.from(claim.body_mac, "hex").equals(earlier.bodyMac), HEADER);
        if (!earlier.response) throw new Error("The claim of a configuration change has no stored response.");
        throw new Replay(openText(sealContextOf(context, earlier.entryId), earlier.response));
      }
      const made = await work(context);
      const entryId = made.entries[0]?.id ?? deps.newId();
      // INVARIANT: responses may contain a new key, so they are stored encrypted.
      const response = sealText(sealContextOf(context, entryId), JSON.stringify(made.result));
      await context.client.idempotency.create({ data: { ...key, bodyMac: Buffer.from(claim.body_mac, "hex"), entryId, response } });
      return made;
    });
    return done.result;
  };
}

function nameOf(principal: Principal): string {
  switch (principal.kind) {
    case "agent":
      return `agent/${principal.agentId}`;
    case "org_key":
      return `key/${principal.keyId}`;
    case "person":
      return `person/${principal.userId}`;
  }
}
