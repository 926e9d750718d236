import { createHash, createPublicKey } from "node:crypto";
import { encodeId } from "@agentlattice/core";
import type { StatementUse } from "@agentlattice/core/settle";
import { compactVerify } from "jose";
import { z } from "zod";
import type { OrgConfig } from "../config/org-config.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { claimFor } from "../http/claim.ts";
import type { AgentPrincipal } from "../http/principal.ts";

/** The request header with the signed statement of a submission. */
export const STATEMENT_HEADER = "x-al-statement";
const TYPE = "al-statement+jwt";
const MAX_LENGTH = 2_048;
/** Longest time from signing to expiry, and tolerance between the clocks of agent and server, in seconds. */
const MAX_LIFETIME_S = 300;
const CLOCK_TOLERANCE_S = 30;
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

const Claims = z.strictObject({
  agent: z.string(),
  seq: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  nonce: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
  exp: z.number().int(),
  digest: z.string(),
});
type Claims = z.output<typeof Claims>;

/** A submission with the statement that came with it. */
export interface SignedSubmission {
  /** The value of the header. */
  readonly jws: string | undefined;
  /** The request body, byte for byte. */
  readonly bytes: Uint8Array;
}

export interface VerifiedStatement extends StatementUse {
  /** The statement as it was sent, for the entry. */
  readonly jws: string;
}

/**
 * Verifies the signed statement of a submission. Delegated agents sign with the keys of the agent at the root of their delegation.
 * Returns null for an agent without a registered key. The ledger commit checks the sequence and the nonce.
 * INVARIANT: an agent with a registered key gets no decision without a valid statement, also when all of its keys have ended.
 * @throws AppError STATEMENT_REQUIRED, STATEMENT_INVALID, STATEMENT_EXPIRED
 */
export async function verifyStatement(
  deps: Pick<Deps, "database" | "now">,
  config: Pick<OrgConfig, "identityKeys">,
  principal: AgentPrincipal,
  { jws, bytes }: SignedSubmission,
): Promise<VerifiedStatement | null> {
  const signer = principal.delegation?.ancestors[0]?.id ?? principal.agentId;
  const registered = config.identityKeys.get(signer) ?? [];
  if (registered.length === 0 && jws === undefined) return null;
  if (jws === undefined)
    throw new AppError("STATEMENT_REQUIRED", {
      detail:
        "Sign the submission with the identity key of the agent and send the statement as X-AL-Statement, or set `identity` in the SDK.",
    });
  const nowS = deps.now() / 1_000;
  const { keyId, claims } = await openStatement(jws, registered, deps.now());
  if (claims.agent !== encodeId("agt", principal.agentId)) throw invalid("It names another agent than the one whose API key was sent.");
  if (claims.digest !== createHash("sha256").update(bytes).digest("hex"))
    throw invalid("Its digest is not the SHA-256 of the request body. Sign the bytes that are sent.");
  if (claims.exp + CLOCK_TOLERANCE_S <= nowS)
    throw new AppError("STATEMENT_EXPIRED", {
      detail: "Sign the submission again. If this repeats, correct the clock of the agent's machine.",
    });
  if (claims.exp - CLOCK_TOLERANCE_S > nowS + MAX_LIFETIME_S)
    throw invalid(`It expires more than ${MAX_LIFETIME_S} seconds from now. Sign with a shorter lifetime, or correct the clock.`);
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const nonce = claimFor(keys, "nonce", claims.nonce, { principal: keyId, route: "statement" }, null);
  return { key_id: keyId, sequence: claims.seq, nonce, jws };
}

type RegisteredKeys = readonly { readonly id: string; readonly publicKey: Uint8Array; readonly endsAt: number | null }[];

/** Checks the signature. INVARIANT: the algorithm is fixed here; the header only selects one of the agent's keys. */
async function openStatement(jws: string, registered: RegisteredKeys, now: number): Promise<{ keyId: string; claims: Claims }> {
  if (jws.length > MAX_LENGTH) throw invalid("It is longer than statements are.");
  let keyId: string | undefined;
  try {
    const { payload, protectedHeader } = await compactVerify(
      jws,
      (header) => {
        const key = registered.find(({ id }) => encodeId("aik", id) === header.kid);
        if (!key || header.typ !== TYPE || (key.endsAt !== null && key.endsAt <= now)) throw new Error("no such key");
        keyId = key.id;
        return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, key.publicKey]), format: "der", type: "spki" });
      },
      { algorithms: ["EdDSA", "Ed25519"] },
    );
    if (keyId === undefined || "crit" in protectedHeader) throw new Error("not a statement");
    return { keyId, claims: Claims.parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload))) };
  } catch (cause) {
    throw invalid(
      `It must be a compact JWS of type ${TYPE}, signed by an identity key of the agent that has not ended (GET /agents/{id}/identity-keys).`,
      cause,
    );
  }
}

function invalid(detail: string, cause?: unknown): AppError {
  return new AppError("STATEMENT_INVALID", { detail, ...(cause === undefined ? {} : { cause }) });
}
