import { verifyEd25519 } from "./verify-signed.ts";

/** A public key of `GET /permits/jwks.json`. */
export interface PermitKey {
  readonly kty: string;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly kid?: string | undefined;
}

/** The reason why a signed text was refused. */
type SignedProblem = "FORM" | "KEY" | "SIGNATURE" | "CLAIMS";

/**
 * Opens a compact JWS and returns its claims, or the reason why it is refused. INVARIANT: algorithm and type are fixed here; the header only
 * selects one of the trusted keys.
 */
export async function openSigned(text: string, type: string, keys: readonly PermitKey[]): Promise<Record<string, unknown> | SignedProblem> {
  const [header = "", payload = "", signature = "", ...rest] = typeof text === "string" ? text.split(".") : [];
  const head = parse(header);
  if (rest.length > 0 || !head || head.alg !== "EdDSA" || head.typ !== type || "crit" in head) return "FORM";
  const known = keys.filter(({ kid, kty, crv }) => kid !== undefined && kid === head.kid && kty === "OKP" && crv === "Ed25519");
  const publicKey = known.length === 1 ? fromBase64url(known[0]?.x ?? "") : null;
  if (publicKey?.length !== 32) return "KEY";
  const bytes = fromBase64url(signature);
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  if (bytes?.length !== 64 || !(await verifyEd25519(publicKey, signed, bytes))) return "SIGNATURE";
  return parse(payload) ?? "CLAIMS";
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
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return null;
  const decoded = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const reencoded = btoa(decoded).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return reencoded === text ? Uint8Array.from(decoded, (character) => character.charCodeAt(0)) : null;
}
