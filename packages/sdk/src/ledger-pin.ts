/**
 * A head of the ledger that was verified: keep it where the ledger's operator cannot write. A file with it is what
 * `agentlattice verify --pin` reads and writes.
 */
export interface LedgerPin {
  origin: string;
  /** The log's verifier key: name+id+key. */
  vkey: string;
  size: number;
  /** base64 */
  root: string;
  /** The signed note it was read from. */
  checkpoint?: string;
}
