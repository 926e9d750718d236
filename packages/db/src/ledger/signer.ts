import type { Frontier } from "@agentlattice/core";
import { EMPTY_FRONTIER, equalBytes, frontierRoot, growTree, signCheckpoint } from "@agentlattice/core/ledger";
import type { SigningKey } from "../keys/org-keys.ts";
import { LedgerError } from "./ledger-error.ts";
import { sha256 } from "./sha256.ts";
import { SignerHealth } from "./signer-health.ts";
import type { SignedState, SignerState } from "./signer-state.ts";

/** Reads the leaf hashes [from, to) of a log, in order. */
export type ReadLeafHashes = (orgId: string, from: number, to: number) => Promise<Uint8Array[]>;

/** Whether a generation of a log was begun on purpose (`npm run restore`). */
export type IsAuthorised = (orgId: string, origin: string) => Promise<boolean>;

type Log = { readonly orgId: string; readonly origin: string };

const CATCH_UP_STEP = 50_000;
const WINDOW_LEAVES = 8_192;

/** The last leaves of a log that were signed, on top of the frontier before them. */
interface SignedLog {
  readonly origin: string;
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
  readonly #isAuthorised: IsAuthorised;

  constructor(state: SignerState, readLeafHashes: ReadLeafHashes, isAuthorised: IsAuthorised) {
    this.#state = state;
    this.#readLeafHashes = readLeafHashes;
    this.#isAuthorised = isAuthorised;
  }

  /** Which logs this process signs, and which it cannot. */
  readonly health = new SignerHealth();

  /**
   * The signed note of a head.
   * @param fresh the newest leaves of that head, when the caller holds them; older ones are read
   * @throws LedgerError LEDGER_DIVERGED when the head does not extend what was signed before, SIGNER_STATE_INVALID
   */
  async sign(key: SigningKey, log: Log, head: Frontier, fresh: readonly Uint8Array[] = []): Promise<string> {
    try {
      const note = await this.#sign(key, log, head, fresh);
      this.health.good(log.orgId);
      return note;
    } catch (error) {
      this.health.bad(log.orgId, error, this.#logs.get(log.orgId)?.frontier ?? null);
      throw error;
    }
  }

  /** Organisations that this signer has signed for, in this process or before it. */
  list(): Promise<string[]> {
    return this.#state.list();
  }

  async #sign(key: SigningKey, log: Log, head: Frontier, fresh: readonly Uint8Array[]): Promise<string> {
    const signed = await this.#recall(log);
    if (head.size >= signed.frontier.size) await this.#extend(log.orgId, signed, head.size, fresh);
    const root = frontierRoot(sha256, head);
    const own = this.#headAt(signed, head.size);
    if (!own || !equalBytes(frontierRoot(sha256, own), root)) throw diverged(signed.frontier.size, head.size);
    this.#state.save(log.orgId, log.origin, signed.frontier);
    return signCheckpoint(sha256, (message) => key.sign(message), { origin: log.origin, size: head.size, root, publicKey: key.publicKey });
  }

  async #recall({ orgId, origin }: Log): Promise<SignedLog> {
    const known = this.#logs.get(orgId);
    if (known?.origin === origin) return known;
    const state = await this.#state.load(orgId);
    const frontier = state === null || (await this.#isSucceeded(orgId, state, origin)) ? EMPTY_FRONTIER : state.frontier;
    const signed = { origin, base: frontier, leaves: [], frontier };
    this.#logs.set(orgId, signed);
    return signed;
  }

  /** Whether what is remembered is of an earlier generation, and the later one was begun by whoever holds the key-encryption key. */
  async #isSucceeded(orgId: string, state: SignedState, origin: string): Promise<boolean> {
    if (state.origin === null ? origin.endsWith("/g1") : state.origin === origin) return false;
    if (await this.#isAuthorised(orgId, origin)) return true;
    throw diverged(state.frontier.size, 0);
  }

  async #extend(orgId: string, signed: SignedLog, size: number, fresh: readonly Uint8Array[]): Promise<void> {
    const freshFrom = size - fresh.length;
    while (signed.frontier.size < freshFrom) {
      const from = signed.frontier.size;
      const to = Math.min(from + CATCH_UP_STEP, freshFrom);
      const leaves = await this.#readLeafHashes(orgId, from, to);
      if (leaves.length !== to - from) throw diverged(from, size);
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

function diverged(signed: number, stored: number): LedgerError {
  const message = `The ledger in the database, of ${stored} entries, does not extend the one of ${signed} that was signed last: the database was restored or changed. Nothing is decided for this organisation until an operator has looked: undo the change, or begin a new generation of the ledger on purpose (npm run restore, docs/operations.md).`;
  return new LedgerError("LEDGER_DIVERGED", message);
}
