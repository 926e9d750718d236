import type { IdentityKey } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import { sha256 } from "@agentlattice/db";
import type { Principal } from "../http/principal.ts";
import { youCan } from "../http/you.ts";
import type { IdentityKeyRow } from "./find-identity-key.ts";

/** Returns an identity key for the wire. @param now ms since the epoch */
export function toIdentityKey(row: IdentityKeyRow, principal: Principal, now: number): IdentityKey {
  const hasEnded = row.endsAt !== null && row.endsAt.getTime() <= now;
  return {
    id: encodeId("aik", row.identityKeyId),
    agent_id: encodeId("agt", row.agentId),
    public_key: Buffer.from(row.publicKey).toString("base64"),
    fingerprint: fingerprintOf(row.publicKey),
    status: hasEnded ? "ended" : "active",
    created_by: encodeId("usr", row.createdBy),
    created_at: row.createdAt.toISOString(),
    ends_at: row.endsAt?.toISOString() ?? null,
    replaced_by: row.replacedBy === null ? null : encodeId("aik", row.replacedBy),
    last_sequence: Number(row.sequence?.lastSequence ?? 0),
    last_used_at: row.sequence?.usedAt.toISOString() ?? null,
    missing: Number(row.sequence?.missing ?? 0),
    gaps: row.gaps.map((gap) => ({
      from: Number(gap.fromSequence),
      to: Number(gap.toSequence),
      at: gap.at.toISOString(),
      audit_event_id: encodeId("evt", gap.entryId),
    })),
    you: youCan(principal, { rotateIdentityKey: !hasEnded, revokeIdentityKey: !hasEnded }),
  };
}

/** Returns the SHA-256 of a public key, as hex. */
export function fingerprintOf(publicKey: Uint8Array): string {
  return toHex(sha256(publicKey));
}
