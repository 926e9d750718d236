import { createHash } from "node:crypto";
import type { PermitKeys } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import { databaseNow, grantOrgScope, type OrgClient, type OrgScope } from "@agentlattice/db";
import { configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";

type StoredKey = NonNullable<Awaited<ReturnType<OrgClient["permitKey"]["findFirst"]>>>;

/** Returns the key that signs, or null before the first offline permit. */
export function findSigningKey(client: OrgClient, orgId: string): Promise<StoredKey | null> {
  return client.permitKey.findFirst({ where: { orgId, endsAt: null } });
}

/** Returns the key that signs. The first call of an organisation creates it. */
export async function signingKeyOf(deps: Deps, scope: OrgScope): Promise<StoredKey> {
  const { orgId } = scope;
  const known = await deps.database.inOrgReserved(scope, (client) => findSigningKey(client, orgId));
  if (known) return known;
  const created = await deps.database.audited(scope, async ({ client, now }) => {
    // Read again under the lock of the head, because another request may have created it.
    const before = await findSigningKey(client, orgId);
    if (before) return { result: before, entries: [], changesAnswers: false };
    const key = await storeKey(deps, client, orgId, now);
    const actor = { type: "system", id: encodeId("org", orgId) } as const;
    return { result: key, entries: [keyEntry(deps, actor, orgId, { key: key.kid, change: "created" })], changesAnswers: false };
  });
  return created.result;
}

/** Stores a new key that signs from now on. */
export function storeKey(deps: Deps, client: OrgClient, orgId: string, now: number): Promise<StoredKey> {
  const { wrapped, publicKey } = deps.database.permitKeys.create(orgId);
  return client.permitKey.create({ data: { orgId, kid: thumbprint(publicKey), wrapped, publicKey, createdAt: new Date(now) } });
}

export function keyEntry(
  deps: Deps,
  actor: SettledEntry["actor"],
  orgId: string,
  data: Omit<EntryData<"permit_key.changed">, "event_types">,
): SettledEntry {
  const subject = { type: "organisation", id: encodeId("org", orgId) };
  return configEntry({ id: deps.newId(), kind: "permit_key.changed", actor, subject, data });
}

/** Returns the published keys: the one that signs, and replaced ones until their overlap is over. @throws AppError NOT_FOUND */
export async function readPermitKeys(deps: Deps, orgId: string): Promise<PermitKeys> {
  const scope = grantOrgScope(orgId, "without credential");
  const exists = await deps.database.inOrg(scope, (client) => client.organisation.findUnique({ where: { orgId, removedAt: null } }));
  if (!exists) throw new AppError("NOT_FOUND", { detail: "There is no such organisation. Send the id of one as ?org=." });
  await signingKeyOf(deps, scope);
  const rows = await deps.database.inOrg(scope, async (client) => {
    const published = { OR: [{ endsAt: null }, { endsAt: { gt: await databaseNow(client) } }] };
    return client.permitKey.findMany({ where: { orgId, ...published }, orderBy: { createdAt: "desc" } });
  });
  return {
    keys: rows.map(({ kid, publicKey }) => ({ kty: "OKP", crv: "Ed25519", x: base64url(publicKey), kid, alg: "EdDSA", use: "sig" })),
  };
}

/** Returns the RFC 7638 thumbprint of an Ed25519 key, whose members are in this order. */
function thumbprint(publicKey: Uint8Array): string {
  return createHash("sha256")
    .update(JSON.stringify({ crv: "Ed25519", kty: "OKP", x: base64url(publicKey) }))
    .digest("base64url");
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
