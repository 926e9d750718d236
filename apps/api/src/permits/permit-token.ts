import { createHmac, timingSafeEqual } from "node:crypto";
import { decodeId, encodeId } from "@agentlattice/core";

const SHAPE = /^(prm_[0-9a-z]{26})\.([A-Za-z0-9_-]{43})$/;

/** Returns the token `prm_….<HMAC-SHA256>`. It is opaque to its holder and invalid in another organisation. */
export function issuePermit(permitKey: Buffer, orgId: string, permitId: string): string {
  return `${encodeId("prm", permitId)}.${mac(permitKey, orgId, permitId).toString("base64url")}`;
}

/** Returns the permit's UUID, or null when the token was not issued with this key. */
export function readPermit(permitKey: Buffer, orgId: string, token: string): string | null {
  const [, id, signature] = SHAPE.exec(token) ?? [];
  const permitId = id && decodeId("prm", id);
  if (!permitId || !signature) return null;
  const given = Buffer.from(signature, "base64url");
  const expected = mac(permitKey, orgId, permitId);
  return given.length === expected.length && timingSafeEqual(given, expected) && given.toString("base64url") === signature
    ? permitId
    : null;
}

function mac(permitKey: Buffer, orgId: string, permitId: string): Buffer {
  return createHmac("sha256", permitKey).update(`al/permit/v1|${orgId}|${permitId}`).digest();
}
