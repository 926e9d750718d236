import type { Frontier } from "@agentlattice/core";
import { EMPTY_FRONTIER, equalBytes, frontierRoot, growTree, signCheckpoint } from "@agentlattice/core/ledger";
import type { SigningKey } from "../keys/org-keys.ts";
import { LedgerError } from "./ledger-error.ts";
import { sha256 } from "./sha256.ts";
import type { SignerState } from "./signer-state.ts";

/** Reads the leaf hashes [from, to) of a log, in order. */
export type ReadLeafHashes = (orgId: string, from: number, to: number) => Promise<Uint8Array[]>;

const CATCH_UP_STEP = 50_000;
const WINDOW_LEAVES = 8_192;

/** The last leaves of a log that were signed, on top of the frontier before them. */
interface SignedLog {
  base: Frontier;
  leaves: Uint8Array[];
  frontier: Frontier;
}

/**
 * Signs heads. It keeps its own frontier per log and signs only what extends it, whatever the database says.
 * INVARIANT: a head is signed only when it was computed here, from leaves, on top of the last head signed here.
 */
export class Signer {
  readonly #logs = new Map<string, SignedLog>();
  readonly #state: SignerState;
  readonly #readLeafHashes: ReadLeafHashes;

  constructor(state: SignerState, readLeafHashes: ReadLeafHashes) {
    this.#state = state;
    this.#readLeafHashes = readLeafHashes;
  }

  /**
   * The signed note of a head.
   * @param fresh the newest leaves of that head, when the caller holds them; older ones are read
   * @throws LedgerError LEDGER_DIVERGED when the head does not extend what was signed before
   */
  async sign(key: SigningKey, log: { orgId: string; origin: string }, head: Frontier, fresh: readonly Uint8Array[] = []): Promise<string> {
    const signed = this.#logs.get(log.orgId) ?? (await this.#recall(log.orgId));
    if (head.size >= signed.frontier.size) await this.#extend(log.orgId, signed, head.size, fresh);
    const root = frontierRoot(sha256, head);
    const own = this.#headAt(signed, head.size);
    if (!own || !equalBytes(frontierRoot(sha256, own), root)) throw diverged(log.orgId);
    this.#state.save(log.orgId, signed.frontier);
    return signCheckpoint(sha256, (message) => key.sign(message), { origin: log.origin, size: head.size, root, publicKey: key.publicKey });
  }

  async #recall(orgId: string): Promise<SignedLog> {
    const frontier = (await this.#state.load(orgId)) ?? EMPTY_FRONTIER;
    const signed = { base: frontier, leaves: [], frontier };
    this.#logs.set(orgId, signed);
    return signed;
  }

  async #extend(orgId: string, signed: SignedLog, size: number, fresh: readonly Uint8Array[]): Promise<void> {
    const freshFrom = size - fresh.length;
    while (signed.frontier.size < freshFrom) {
      const from = signed.frontier.size;
      const to = Math.min(from + CATCH_UP_STEP, freshFrom);
      const leaves = await this.#readLeafHashes(orgId, from, to);
      if (leaves.length !== to - from) throw diverged(orgId);
      // Another commit of this process may have extended the log while we read.
      if (signed.frontier.size === from) append(signed, leaves);
    }
    append(signed, fresh.slice(signed.frontier.size - freshFrom));
  }

  /** Two commits of one process may be signed in the other order: the older head is recomputed from the window. */
  #headAt(signed: SignedLog, size: number): Frontier | null {
    if (size === signed.frontier.size) return signed.frontier;
    if (size > signed.frontier.size || size < signed.base.size) return null;
    return growTree(sha256, signed.base, signed.leaves.slice(0, size - signed.base.size)).frontier;
  }
}

function append(signed: SignedLog, leaves: readonly Uint8Array[]): void {
  if (leaves.length === 0) return;
  signed.frontier = growTree(sha256, signed.frontier, leaves).frontier;
  signed.leaves.push(...leaves);
  if (signed.leaves.length <= 2 * WINDOW_LEAVES) return;
  const old = signed.leaves.splice(0, signed.leaves.length - WINDOW_LEAVES);
  signed.base = growTree(sha256, signed.base, old).frontier;
}

function diverged(orgId: string): LedgerError {
  return new LedgerError("LEDGER_DIVERGED", `The ledger of organisation ${orgId} does not extend the head that was signed last.`);
}
