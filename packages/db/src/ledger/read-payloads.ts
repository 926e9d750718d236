import type { Json } from "@agentlattice/core";
import type { OrgClient } from "../tenancy/in-org.ts";
import { openIfIntact } from "./payload.ts";

/** Decrypted payload fields by entry id (UUID). Fields that were erased or tampered with are missing. */
export type Payloads = ReadonlyMap<string, Readonly<Record<string, Json>>>;

/** Reads and decrypts the payloads of the given entries. */
export async function readPayloads(
  client: OrgClient,
  log: { readonly orgId: string; readonly origin: string; readonly dataKey: Buffer },
  entryIds: readonly string[],
): Promise<Payloads> {
  const where = { orgId: log.orgId, entryId: { in: [...entryIds] } };
  const [payloads, salts] = [await client.ledgerPayload.findMany({ where }), await client.ledgerSalt.findMany({ where })];
  const saltOf = new Map(salts.map((row) => [`${row.entryId}/${row.field}`, row.salt]));
  const found = new Map<string, Record<string, Json>>();
  for (const { entryId, field, ciphertext } of payloads) {
    const salt = saltOf.get(`${entryId}/${field}`);
    if (!salt) continue;
    const value = openIfIntact({ ...log, entryId, field }, salt, ciphertext);
    if (value === undefined) continue;
    const fields = found.get(entryId) ?? {};
    fields[field] = value;
    found.set(entryId, fields);
  }
  return found;
}
