import { createHash } from "node:crypto";
import type { PermitKeys } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import { databaseNow, grantOrgScope, type NewPermitKey, type OrgClient, type OrgScope } from "@agentlattice/db";
import { configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";

type StoredKey = NonNullable<Awaited<ReturnType<OrgClient["permitKey"]["findFirst"]>>>;

/** Returns the key that signs, or null before the first offline permit. */
export function findSigningKey(client: OrgClient, orgId: string): Promise<StoredKey | null> {
  return client.permitKey.findFirst({ where: { orgId, endsAt: null } });
}

/** A key pair for offline permits. Its private key is wrapped. */
export interface PermitKey {
  readonly kid: string;
  readonly wrapped: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** Returns the key that signs, without storing it. Before the first offline permit it is derived, so a read can sign with it. */
export async function readSigningKey(deps: Pick<Deps, "database">, scope: OrgScope): Promise<PermitKey> {
  const { orgId } = scope;
  const stored = await deps.database.inOrgReserved(scope, (client) => findSigningKey(client, orgId));
  return stored ?? firstKey(deps, orgId);
}

/** Returns the key that signs. The first offline permit of an organisation stores it. */
export async function signingKeyOf(deps: Pick<Deps, "database" | "newId">, scope: OrgScope): Promise<PermitKey> {
  const { orgId } = scope;
  const known = await deps.database.inOrgReserved(scope, (client) => findSigningKey(client, orgId));
  if (known) return known;
  const first = await firstKey(deps, orgId);
  const created = await deps.database.audited(scope, async ({ client, now }) => {
    // Read again under the lock of the head, because another request may have stored it.
    const before = await findSigningKey(client, orgId);
    if (before) return { result: before, entries: [], changesAnswers: false };
    const key = await storeKey(client, orgId, now, first);
    const actor = { type: "system", id: encodeId("org", orgId) } as const;
    return { result: key, entries: [keyEntry(deps, actor, orgId, { key: key.kid, change: "created" })], changesAnswers: false };
  });
  return created.result;
}

async function firstKey({ database }: Pick<Deps, "database">, orgId: string): Promise<PermitKey> {
  const { permit } = await database.keysOf(orgId);
  return withKid(database.permitKeys.first(orgId, permit));
}

/** Generates a key. */
export function newPermitKey({ database }: Pick<Deps, "database">, orgId: string): PermitKey {
  return withKid(database.permitKeys.create(orgId));
}

function withKid(key: NewPermitKey): PermitKey {
  return { kid: thumbprint(key.publicKey), ...key };
}

/** Stores the key that signs from now on. */
export function storeKey(client: OrgClient, orgId: string, now: number, { kid, wrapped, publicKey }: PermitKey): Promise<StoredKey> {
  const data = { orgId, kid, wrapped: Buffer.from(wrapped), publicKey: Buffer.from(publicKey), createdAt: new Date(now) };
  return client.permitKey.create({ data });
}

export function keyEntry(
  deps: Pick<Deps, "newId">,
  actor: SettledEntry["actor"],
  orgId: string,
  data: Omit<EntryData<"permit_key.changed">, "event_types">,
): SettledEntry {
  const subject = { type: "organisation", id: encodeId("org", orgId) };
  return configEntry({ id: deps.newId(), kind: "permit_key.changed", actor, subject, data });
}

/**
 * Returns the published keys: the one that signs, and replaced ones until their overlap is over. Before the first offline permit nothing is
 * published. Callers of the organisation then get the key that will sign, with which they check policy bundles. Never writes.
 * @throws AppError NOT_FOUND
 */
export async function readPermitKeys(
  deps: Pick<Deps, "database">,
  orgId: string,
  { isMember }: { isMember: boolean },
): Promise<PermitKeys> {
  const scope = grantOrgScope(orgId, "without credential");
  const rows = await deps.database.inOrg(scope, async (client) => {
    const exists = await client.organisation.findUnique({ where: { orgId, removedAt: null } });
    if (!exists) throw new AppError("NOT_FOUND", { detail: "There is no such organisation. Send the id of one as ?org=." });
    const published = { OR: [{ endsAt: null }, { endsAt: { gt: await databaseNow(client) } }] };
    return client.permitKey.findMany({ where: { orgId, ...published }, orderBy: { createdAt: "desc" } });
  });
  const keys: readonly PermitKey[] = rows.length === 0 && isMember ? [await firstKey(deps, orgId)] : rows;
  return {
    keys: keys.map(({ kid, publicKey }) => ({ kty: "OKP", crv: "Ed25519", x: base64url(publicKey), kid, alg: "EdDSA", use: "sig" })),
  };
}

/** Returns the RFC 7638 thumbprint of an Ed25519 key, whose members are in this order. */
function thumbprint(publicKey: Uint8Array): string {
  return createHash("sha256")
    .update(JSON.stringify({ crv: "Ed25519", kty: "OKP", x: base64url(publicKey) }))
    .digest("base64url");
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
