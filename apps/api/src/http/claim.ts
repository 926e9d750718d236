import { createHmac } from "node:crypto";
import { canonicalize } from "@agentlattice/core/ledger";
import type { OrgKeys } from "@agentlattice/db";
import { AppError } from "./app-error.ts";

/** An idempotency claim: keyed hashes of the caller's id and of the body, so that neither can be guessed from the table. */
export interface Claim {
  readonly claim: string;
  readonly body_mac: string;
}

const ID = /^[\x21-\x7e]{1,128}$/;

/**
 * Computes the claim of a request.
 * INVARIANT: a claim is bound to the organisation (by its secret key), the principal, the route and the id, so that principals never share one.
 * @throws AppError INVALID_HEADER for an id that is empty, too long or not printable
 */
export function claimFor(keys: OrgKeys, header: string, id: string, scope: { principal: string; route: string }, body: unknown): Claim {
  if (!ID.test(id))
    throw new AppError("INVALID_HEADER", { detail: `${header} must be 1 to 128 printable ASCII characters without spaces.` });
  return {
    claim: mac(keys, canonicalize(["claim", scope.principal, scope.route, id])),
    body_mac: mac(keys, canonicalize(["body", scope.principal, scope.route, body])),
  };
}

function mac(keys: OrgKeys, text: string): string {
  return createHmac("sha256", keys.data).update(text).digest("hex");
}

/** Requires that a repeated request has the same body. @throws AppError IDEMPOTENCY_CONFLICT */
export function assertSameBody(sameBody: boolean, header: string): void {
  if (!sameBody)
    throw new AppError("IDEMPOTENCY_CONFLICT", { detail: `This ${header} was used with another body. Use a new id for a new request.` });
}
