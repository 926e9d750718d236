import { LRUCache } from "lru-cache";
import type { Claim } from "../http/claim.ts";

const MAX_CLAIMS = 20_000;

/** Cache of idempotency ids that were used: the entry of the first submission by the claim. A stored claim never changes. */
export class KnownClaims {
  readonly #entries = new LRUCache<string, { readonly entryId: string; readonly bodyMac: string }>({ max: MAX_CLAIMS });

  /** Returns the entry of a claim, or null when this process does not know it. The claim may be used all the same. */
  find({ claim, body_mac }: Claim): { readonly entryId: string; readonly sameBody: boolean } | null {
    const known = this.#entries.get(claim);
    return known ? { entryId: known.entryId, sameBody: known.bodyMac === body_mac } : null;
  }

  /** Adds a claim that the ledger has stored. @param entryId UUID */
  add({ claim, body_mac }: Claim, entryId: string): void {
    this.#entries.set(claim, { entryId, bodyMac: body_mac });
  }
}
