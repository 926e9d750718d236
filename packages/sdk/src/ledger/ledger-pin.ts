/**
 * A verified head of the ledger. Store it where the operator of the ledger cannot write. `agentlattice verify --pin` reads and writes the
 * same format.
 */
export interface LedgerPin {
  origin: string;
  /** The log's verifier key (name+id+key). */
  vkey: string;
  size: number;
  /** Merkle root in base64. */
  root: string;
  /** The signed note of the head. */
  checkpoint?: string;
}
