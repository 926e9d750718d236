import { approvalDigest, type DigestInput } from "@agentlattice/core/approval";
import { toActionInput } from "../actions/action-input.ts";
import type { ActionOptions } from "../actions/action-options.ts";
import { AgentLatticeError } from "../errors.ts";
import { fromBase64url, openSigned, type PermitKey } from "../ledger/open-signed.ts";
import { sha256 } from "../ledger/sha256.ts";
import { checkOptions } from "../transport/check-options.ts";

/** Options of `verifyPermit`: the action that is about to run, exactly as it was approved. */
export interface VerifyPermitOptions extends ActionOptions {
  /** The published keys of the organisation. Fetch them from us, never from the agent. */
  keys: readonly PermitKey[];
  /** Id of the organisation that you trust, `org_…`. */
  org: string;
  /** Your own name, for which the agent collected the permit. */
  audience: string;
  /** The environment that you serve. Default: every environment. */
  environment?: "prod" | "staging" | "dev";
  /** Tolerance for the clock of this machine, in seconds. Default 5. */
  clockTolerance?: number;
}

/** A verified permit. The action that is about to run is the approved one. */
export interface VerifiedPermit {
  /** Id of the permit. Remember it until `expiresAt` and refuse a second use: the signature cannot show that it was used before. */
  jti: string;
  approvalId: string;
  agentId: string;
  actionType: string;
  environment: string;
  /** RFC 3339 */
  expiresAt: string;
}

interface Claims extends DigestInput {
  readonly iss: string;
  readonly aud: string;
  readonly action: string;
  readonly approval: string;
  readonly digest: string;
  readonly salt: string;
  readonly exp: number;
  readonly jti: string;
}

const TYPE = "al-permit+jwt";
const MAX_LIFETIME_S = 60;
const DEFAULT_TOLERANCE_S = 5;

/**
 * Verifies an offline permit against the action that is about to run. Sends nothing. Fails closed: run the action only when this resolves.
 *
 * The permit does not show whether it was used before: remember `jti`, or use `al.permits.verify`, which does so in this process.
 *
 * @throws AgentLatticeError `PERMIT_INVALID`, `PERMIT_EXPIRED`, `PERMIT_WRONG_AUDIENCE`, `PERMIT_PAYLOAD_MISMATCH`: do not run the action
 * @example
 * const { jti } = await verifyPermit(permit, "pr.merge", { keys, org: "org_…", audience: "deployer", metadata: { target: "acme/shop#42" } });
 */
export async function verifyPermit(permit: string, actionType: string, options: VerifyPermitOptions): Promise<VerifiedPermit> {
  checkOptions("verifyPermit", options);
  const { keys, org, audience, environment, clockTolerance = DEFAULT_TOLERANCE_S, ...action } = options;
  const claims = await readSigned(permit, keys);
  if (claims.org !== org) throw refused("PERMIT_INVALID", "It belongs to another organisation.");
  if (environment !== undefined && claims.environment !== environment)
    throw refused("PERMIT_INVALID", `It is for the environment ${claims.environment}.`);
  if (claims.aud !== audience) throw refused("PERMIT_WRONG_AUDIENCE", "It was collected for another audience.");
  const now = Date.now() / 1_000;
  if (claims.exp + clockTolerance <= now) throw refused("PERMIT_EXPIRED", "It has expired. The agent must submit the action again.");
  if (claims.exp - clockTolerance > now + MAX_LIFETIME_S) throw refused("PERMIT_INVALID", "It is valid for longer than permits are.");
  // Serialised, so that options that were left out are absent, as on the wire.
  const submission = JSON.parse(JSON.stringify(toActionInput(actionType, action))) as DigestInput["submission"];
  const { chain, delegation, obligations, agent } = claims;
  const input = { org, environment: claims.environment, agent, chain, delegation, submission, obligations };
  const salt = fromBase64url(claims.salt) ?? new Uint8Array(0);
  if (approvalDigest(sha256, salt, input) !== claims.digest)
    throw refused("PERMIT_PAYLOAD_MISMATCH", "The action that is about to run is not the one that was approved.");
  return {
    jti: claims.jti,
    approvalId: claims.approval,
    agentId: agent,
    actionType,
    environment: claims.environment,
    expiresAt: new Date(claims.exp * 1_000).toISOString(),
  };
}

async function readSigned(permit: string, keys: readonly PermitKey[]): Promise<Claims> {
  const claims = await openSigned(permit, TYPE, keys);
  if (typeof claims === "string") throw refused("PERMIT_INVALID", PROBLEMS[claims]);
  if (!isClaims(claims)) throw refused("PERMIT_INVALID", "Its claims are incomplete.");
  return claims;
}

const PROBLEMS = {
  FORM: "It is not an offline permit.",
  KEY: "Its key is not published. It may have been replaced.",
  SIGNATURE: "Its signature is wrong.",
  CLAIMS: "Its claims are incomplete.",
} as const;

const TEXTS = ["iss", "aud", "org", "agent", "action", "environment", "approval", "digest", "salt", "jti"];

function isClaims(claims: Record<string, unknown>): claims is Record<string, unknown> & Claims {
  const { chain, obligations, delegation, exp } = claims;
  return (
    TEXTS.every((name) => typeof claims[name] === "string") &&
    Number.isSafeInteger(exp) &&
    Array.isArray(chain) &&
    Array.isArray(obligations) &&
    (delegation === null || typeof delegation === "string")
  );
}

function refused(code: string, why: string): AgentLatticeError {
  return new AgentLatticeError(code, `The permit was refused. ${why}`);
}
