import { encodeId } from "@agentlattice/core";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import { type AuditedContext, sealPayload } from "@agentlattice/db";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import type { KeyRow } from "./to-key.ts";

/** Returns the entry of a created or revoked key. The name is stored in a payload; the key itself is not stored. */
export async function keyEntry(
  deps: Pick<Deps, "database" | "newId">,
  principal: Principal,
  { origin }: AuditedContext,
  key: KeyRow,
  { kind, replaces }: { kind: "key.created" | "key.revoked"; replaces?: string },
): Promise<SettledEntry> {
  const { orgId, agentId } = key;
  const id = deps.newId();
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const keyId = encodeId("key", key.keyId);
  return configEntry({
    id,
    kind,
    actor: actorOf(principal),
    subject: { type: "key", id: keyId },
    data: {
      key: keyId,
      ...(replaces && { replaces: encodeId("key", replaces) }),
      agent: agentId && encodeId("agt", agentId),
      environment: key.environment as EntryData<"key.created">["environment"],
      scopes: key.scopes,
    },
    payloads: [sealPayload({ dataKey, orgId, origin, entryId: id, field: "name" }, key.name)],
    agentId,
    environment: key.environment,
  });
}
