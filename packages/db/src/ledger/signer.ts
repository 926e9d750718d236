import type { Frontier } from "@agentlattice/core";
import { EMPTY_FRONTIER, equalBytes, frontierRoot, growTree, signCheckpoint } from "@agentlattice/core/ledger";
import type { LogKeys } from "../keys/log-keys.ts";
import { LedgerError } from "./ledger-error.ts";
import { sha256 } from "./sha256.ts";
import { SignerHealth } from "./signer-health.ts";
import type { SignedState, SignerState } from "./signer-state.ts";

/** Reads the leaf hashes [from, to) of a log, in order. */
export type ReadLeafHashes = (orgId: string, from: number, to: number) => Promise<Uint8Array[]>;

/** Returns true when a generation of a log was begun by `npm run restore`. */
export type IsAuthorised = (orgId: string, origin: string) => Promise<boolean>;

type Log = { readonly orgId: string; readonly origin: string };

const CATCH_UP_STEP = 50_000;
const WINDOW_LEAVES = 8_192;

/** The last signed leaves of a log, and the frontier before them. */
interface SignedLog {
  readonly origin: string;
  base: Frontier;
  leaves: Uint8Array[];
  frontier: Frontier;
}

/**
 * Signs heads. It keeps its own frontier per log and signs only heads that extend it, regardless of the database.
 * INVARIANT: a head is signed only if this process computed it from leaves that extend the last head it signed.
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

  /** The signing status of the logs of this process. */
  readonly health = new SignerHealth();

  /**
   * Signs a head and returns the note.
   * @param fresh the newest leaves of that head, if the caller has them; older ones are read
   * @throws LedgerError LEDGER_DIVERGED when the head does not extend what was signed before, SIGNER_STATE_INVALID
   */
  async sign(keys: LogKeys, log: Log, head: Frontier, fresh: readonly Uint8Array[] = []): Promise<string> {
    try {
      const note = await this.#sign(keys, log, head, fresh);
      this.health.good(log.orgId);
      return note;
    } catch (error) {
      this.health.bad(log.orgId, error, this.#logs.get(log.orgId)?.frontier ?? null);
      throw error;
    }
  }

  /** Returns the organisations that this machine has signed for. */
  list(): Promise<string[]> {
    return this.#state.list();
  }

  async #sign(keys: LogKeys, log: Log, head: Frontier, fresh: readonly Uint8Array[]): Promise<string> {
    const signed = await this.#recall(log);
    if (head.size >= signed.frontier.size) await this.#extend(log.orgId, signed, head.size, fresh);
    const root = frontierRoot(sha256, head);
    const own = this.#headAt(signed, head.size);
    if (!own || !equalBytes(frontierRoot(sha256, own), root)) throw diverged(signed.frontier.size, head.size);
    this.#state.save(log.orgId, log.origin, signed.frontier);
    const { key, rotations } = keys.signerOf({ origin: log.origin, size: head.size });
    const tree = { origin: log.origin, size: head.size, root };
    return signCheckpoint(sha256, (message) => key.sign(message), { ...tree, publicKey: key.publicKey, rotations });
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

  /** Returns true when the state is of an earlier generation and the new one is authorised. */
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

  /** Recomputes an older head from the window, because two commits of one process may be signed in reverse order. */
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
  const message = `The ledger in the database, of ${stored} entries, does not extend the one of ${signed} that was signed last: the database was restored or changed. Nothing is decided for this organisation until an operator acts: undo the change, or begin a new generation of the ledger on purpose (npm run restore, docs/operations.md).`;
  return new LedgerError("LEDGER_DIVERGED", message);
}
