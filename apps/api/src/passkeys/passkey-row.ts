import type { Passkey } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { OrgClient } from "@agentlattice/db";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";

export type PasskeyRow = NonNullable<Awaited<ReturnType<OrgClient["passkey"]["findUnique"]>>>;

export function toPasskey({ passkeyId, name, createdAt, usedAt }: PasskeyRow): Passkey {
  return { id: encodeId("psk", passkeyId), name, created_at: createdAt.toISOString(), last_used_at: usedAt?.toISOString() ?? null };
}

type Change = Pick<EntryData<"passkey.changed">, "change" | "public_key" | "rp">;

/** Returns the entry of a registered or removed passkey. It contains the public key, and neither the name nor the credential's id. */
export function passkeyEntry(deps: Deps, principal: PersonPrincipal, { passkeyId, userId }: PasskeyRow, change: Change): SettledEntry {
  const passkey = encodeId("psk", passkeyId);
  const user = encodeId("usr", userId);
  const subject = { type: "passkey", id: passkey };
  return configEntry({ id: deps.newId(), kind: "passkey.changed", actor: actorOf(principal), subject, data: { passkey, user, ...change } });
}
