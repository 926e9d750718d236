import type { Json } from "@agentlattice/core";
import type { OrgClient } from "../tenancy/in-org.ts";
import { openIfIntact } from "./payload.ts";

/** Decrypted payload fields by entry id (UUID). Fields that were erased or tampered with are missing. */
export type Payloads<Fields = Readonly<Record<string, Json>>> = ReadonlyMap<string, Partial<Fields>>;

/**
 * Reads and decrypts the payloads of the given entries.
 * INVARIANT: a payload is authenticated by the data key of its organisation, so it has the type that this product sealed in the field.
 */
export async function readPayloads<Fields = Readonly<Record<string, Json>>>(
  client: OrgClient,
  log: { readonly orgId: string; readonly origin: string; readonly dataKey: Buffer },
  entryIds: readonly string[],
): Promise<Payloads<Fields>> {
  const where = { orgId: log.orgId, entryId: { in: [...entryIds] } };
  const [payloads, salts] = [await client.ledgerPayload.findMany({ where }), await client.ledgerSalt.findMany({ where })];
  const saltOf = new Map(salts.map((row) => [`${row.entryId}/${row.field}`, row.salt]));
  const found = new Map<string, Partial<Fields>>();
  for (const { entryId, field, ciphertext } of payloads) {
    const salt = saltOf.get(`${entryId}/${field}`);
    if (!salt) continue;
    const value = openIfIntact({ ...log, entryId, field }, salt, ciphertext);
    if (value !== undefined) found.set(entryId, { ...found.get(entryId), [field]: value });
  }
  return found;
}
