import { encodeId } from "@agentlattice/core";
import { type Actor, canonicalize, toHex, utf8 } from "@agentlattice/core/ledger";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { SealedPayload, SettledEntry } from "@agentlattice/core/settle";
import { type AuditedContext, sealPayload, sha256 } from "@agentlattice/db";
import { configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { DelegationRow } from "./find-delegation.ts";

/** Returns the entry of a new delegation. Name and capabilities are free text, so they are stored in a payload. */
export async function createdEntry(
  deps: Pick<Deps, "database" | "newId">,
  { origin }: AuditedContext,
  actor: Actor,
  row: DelegationRow,
): Promise<SettledEntry> {
  const id = deps.newId();
  const { data: dataKey } = await deps.database.keysOf(row.orgId);
  const sealContext = { dataKey, orgId: row.orgId, origin, entryId: id, field: "delegation" };
  const payload = sealPayload(sealContext, { name: row.name, capabilities: row.capabilities });
  return toEntry(id, "delegation.created", actor, row, [payload], {
    key: encodeId("key", row.keyId),
    environment: row.environment as EntryData<"delegation.created">["environment"],
    expires_at: row.expiresAt.toISOString(),
    capabilities_hash: toHex(sha256(utf8(canonicalize([...row.capabilities].sort())))),
  });
}

/** Returns the entry of an ended delegation. @param endedWith the ancestor delegation whose end caused it */
export function endedEntry(
  deps: Pick<Deps, "newId">,
  actor: Actor,
  row: DelegationRow,
  reason: "revoked" | "expired",
  endedWith: string | null,
): SettledEntry {
  const extra = endedWith === null ? {} : { ended_with: encodeId("del", endedWith) };
  return toEntry(deps.newId(), `delegation.${reason}`, actor, row, [], extra);
}

function toEntry(
  id: string,
  kind: "delegation.created" | "delegation.revoked" | "delegation.expired",
  actor: Actor,
  row: DelegationRow,
  payloads: readonly SealedPayload[],
  extra: Partial<EntryData<"delegation.created">>,
): SettledEntry {
  const delegation = encodeId("del", row.delegationId);
  return configEntry({
    id,
    kind,
    actor,
    subject: { type: "delegation", id: delegation },
    data: {
      delegation,
      parent: encodeId("agt", row.parentAgentId),
      child: encodeId("agt", row.childAgentId),
      depth: row.depth,
      ...extra,
    },
    payloads,
    agentId: row.parentAgentId,
    environment: row.environment,
  });
}
