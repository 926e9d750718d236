import type { Receipt } from "@agentlattice/contract";
import { LRUCache } from "lru-cache";
import type { Claim } from "../http/claim.ts";

const MAX_BYTES = 16 * 1024 * 1024;
/** Approximate size of an entry of the cache without its receipt. */
const ENTRY_BYTES = 400;

/** A receipt, with the configuration version at which it was issued. A later version may have another key or generation of the log. */
export interface IssuedReceipt {
  readonly version: number;
  readonly receipt: Receipt;
}

interface KnownClaim {
  /** UUID. */
  readonly entryId: string;
  readonly bodyMac: string;
  readonly issued: IssuedReceipt | null;
}

/** Cache of idempotency ids that were used: the entry of the first submission by the claim, with its receipt. A stored claim never changes. */
export class KnownClaims {
  readonly #claims = new LRUCache<string, KnownClaim>({ maxSize: MAX_BYTES, sizeCalculation: sizeOf });

  /** Returns the entry of a claim, or null when this process does not know it. The database may still contain the claim. */
  find({ claim, body_mac }: Claim): (Pick<KnownClaim, "entryId" | "issued"> & { readonly sameBody: boolean }) | null {
    const known = this.#claims.get(claim);
    return known ? { entryId: known.entryId, issued: known.issued, sameBody: known.bodyMac === body_mac } : null;
  }

  /** Adds a claim that the ledger has stored. @param entryId UUID */
  add({ claim, body_mac }: Claim, entryId: string, issued: IssuedReceipt | null): void {
    this.#claims.set(claim, { entryId, bodyMac: body_mac, issued });
  }
}

function sizeOf({ issued }: KnownClaim): number {
  if (issued === null) return ENTRY_BYTES;
  const { entry, checkpoint, hashes } = issued.receipt;
  return ENTRY_BYTES + entry.length + checkpoint.length + hashes.join("").length;
}
