import type { Json } from "@agentlattice/core";
import { type AuditedContext, type AuditedWork, type OrgKeys, openText, sealText } from "@agentlattice/db";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Deps } from "../deps.ts";
import { assertSameBody, type Claim, claimFor } from "./claim.ts";
import type { Principal } from "./principal.ts";

const HEADER = "Idempotency-Key";

/** Runs a verb's audited change, at most once per Idempotency-Key. Its result is the answer on the wire. */
export type Once = <T extends object>(work: (context: AuditedContext) => Promise<AuditedWork<T>>) => Promise<T>;

interface Call {
  readonly c: Context;
  readonly deps: Deps;
  readonly principal: Principal;
  readonly body: unknown;
}

/** Every call is a change of its own. */
export function always(deps: Deps, principal: Principal): Once {
  return async (work) => (await deps.database.audited(principal.scope, work)).result;
}

/**
 * Answers a POST that may carry an Idempotency-Key. What was answered first is answered again, to the same principal and
 * for the same path and body only; failures claim nothing.
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
  if (id === undefined) return c.json(await run(always(deps, principal)), status);
  const keys = await deps.database.keysOf(principal.scope.orgId);
  const claim = claimFor(
    keys,
    HEADER,
    id,
    { principal: nameOf(principal), route },
    { path: c.req.param(), body: (call.body ?? null) as Json },
  );
  try {
    return c.json(await run(onceFor(deps, principal, keys, claim)), status);
  } catch (error) {
    if (!(error instanceof Replay)) throw error;
    c.header("idempotency-replayed", "true");
    return c.body(error.answer, status, { "content-type": "application/json" });
  }
}

/** Not a failure: unwinds the verb, because its answer exists already. */
class Replay extends Error {
  /** JSON, byte for byte as it was sent first. */
  readonly answer: string;

  constructor(answer: string) {
    super("answered before");
    this.answer = answer;
  }
}

/**
 * INVARIANT: the claim is looked up and stored under the lock of the head, in the transaction of the change: of any number
 * of concurrent duplicates one has an effect, and a change without its claim, or a claim without its change, cannot be.
 */
function onceFor(deps: Deps, principal: Principal, keys: OrgKeys, claim: Claim): Once {
  const { orgId } = principal.scope;
  const key = { orgId, claim: Buffer.from(claim.claim, "hex") };
  const placeOf = (context: AuditedContext, entryId: string) => ({
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
        if (!earlier.response) throw new Error("a claim of a configuration change keeps its answer");
        throw new Replay(openText(placeOf(context, earlier.entryId), earlier.response));
      }
      const made = await work(context);
      const entryId = made.entries[0]?.id ?? deps.newId();
      // INVARIANT: answers may hold a new key, so they are only kept encrypted.
      const response = sealText(placeOf(context, entryId), JSON.stringify(made.result));
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
