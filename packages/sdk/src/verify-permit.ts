import { approvalDigest, type DigestInput } from "@agentlattice/core/approval";
import { toActionInput } from "./action-input.ts";
import type { ActionOptions } from "./action-options.ts";
import { AgentLatticeError } from "./errors.ts";
import { sha256 } from "./sha256.ts";
import { verifyEd25519 } from "./verify-signed.ts";

/** A public key of `GET /permits/jwks.json`. */
export interface PermitKey {
  readonly kty: string;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly kid?: string | undefined;
}

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
 * Verifies an offline permit against the action that is about to run. Sends nothing.
 *
 * The permit does not show whether it was used before: remember `jti`, or use `al.permits.verify`, which does so in this process.
 *
 * @throws AgentLatticeError `PERMIT_INVALID`, `PERMIT_EXPIRED`, `PERMIT_WRONG_AUDIENCE`, `PERMIT_PAYLOAD_MISMATCH`: do not run the action
 * @example
 * const { jti } = await verifyPermit(permit, "pr.merge", { keys, org: "org_…", audience: "deployer", metadata: { target: "acme/shop#42" } });
 */
export async function verifyPermit(permit: string, actionType: string, options: VerifyPermitOptions): Promise<VerifiedPermit> {
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

/** Checks the signature. INVARIANT: the algorithm is fixed here; the header only selects one of the trusted keys. */
async function readSigned(permit: string, keys: readonly PermitKey[]): Promise<Claims> {
  const [header = "", payload = "", signature = "", ...rest] = typeof permit === "string" ? permit.split(".") : [];
  const head = parse(header);
  if (rest.length > 0 || !head || head.alg !== "EdDSA" || head.typ !== TYPE || "crit" in head)
    throw refused("PERMIT_INVALID", "It is not an offline permit.");
  const known = keys.filter(({ kid, kty, crv }) => kid !== undefined && kid === head.kid && kty === "OKP" && crv === "Ed25519");
  const publicKey = known.length === 1 ? fromBase64url(known[0]?.x ?? "") : null;
  if (publicKey?.length !== 32) throw refused("PERMIT_INVALID", "Its key is not published. It may have been replaced.");
  const bytes = fromBase64url(signature);
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  if (bytes?.length !== 64 || !(await verifyEd25519(publicKey, signed, bytes))) throw refused("PERMIT_INVALID", "Its signature is wrong.");
  const claims = parse(payload);
  if (!claims || !isClaims(claims)) throw refused("PERMIT_INVALID", "Its claims are incomplete.");
  return claims;
}

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

function parse(part: string): Record<string, unknown> | null {
  const bytes = fromBase64url(part);
  if (!bytes) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Decodes unpadded base64url in its only canonical form. */
function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return null;
  const decoded = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const again = btoa(decoded).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return again === text ? Uint8Array.from(decoded, (character) => character.charCodeAt(0)) : null;
}

function refused(code: string, why: string): AgentLatticeError {
  return new AgentLatticeError(code, `The permit was refused. ${why}`);
}
