import { decodeFrontier } from "@agentlattice/core/ledger";
import type { Outcome } from "@agentlattice/core/settle";
import type { OrgKeys, SigningKey } from "../keys/org-keys.ts";
import type { Appended, PlacedEntry } from "./append.ts";
import { CheckpointOutbox } from "./checkpoint-outbox.ts";
import { type Connection, isDataError, isLockTimeout, isWrongGuess } from "./connection.ts";
import { holdHeads } from "./hold-heads.ts";
import { IntentQueue, type QueueLimits } from "./intent-queue.ts";
import { KnownHeads } from "./known-heads.ts";
import { LedgerError } from "./ledger-error.ts";
import { loadBatch } from "./load-batch.ts";
import { wasCommitted } from "./resolve-outcome.ts";
import { type BatchItem, type SettledBatch, type SettledOrg, settleBatch } from "./settle-batch.ts";
import type { Signer } from "./signer.ts";
import { writeBatch } from "./write-batch.ts";

/** An intent with what it was judged by. */
export type Prepared = Pick<BatchItem, "intent" | "configVersion" | "session">;

/** What a verb hands to the ledger. */
export interface CommitRequest extends BatchItem {
  /** Prepares the intent again: the configuration is at this version now. May throw: the caller then gets that error. */
  readonly prepareAgain?: (version: number) => Promise<Prepared>;
}

/** What the ledger answers after COMMIT and signature. */
export interface Committed {
  readonly outcome: Outcome;
  /** The entry the intent made; null for a replay or a refusal. */
  readonly entry: PlacedEntry | null;
  /** Proof that the entry is in a signed head, in the receipt's wire shape. */
  receipt(): { seq: number; entry: string; leaf_hash: string; hashes: string[]; checkpoint: string } | null;
}

export interface LedgerWriterOptions {
  readonly connection: Connection;
  readonly signer: Signer;
  readonly keysOf: (orgId: string) => Promise<OrgKeys>;
  /** Signs the head as it is stored. */
  readonly signStoredHead: (orgId: string) => Promise<unknown>;
  /** Called after COMMIT with the new size of each log. Must not throw. */
  readonly onCommitted: (orgId: string, size: number) => void;
  readonly onError: (error: unknown) => void;
  readonly limits?: Partial<QueueLimits>;
  readonly observer?: LedgerObserver;
}

/** Told what the writer does, to be counted. Must not throw. */
export interface LedgerObserver {
  /** A flush of so many intents was committed, `ms` after it began, on heads that were known or loaded. */
  flushed(intents: number, ms: number, heads: "known" | "loaded"): void;
  /** Heads were taken for known and were not: the flush begins again. */
  mistaken(): void;
  flushFailed(): void;
  /** An intent was answered, `ms` after it was queued. */
  answered(intent: CommitRequest["intent"], outcome: Outcome, ms: number): void;
}

interface Waiting extends CommitRequest {
  readonly bytes: number;
  /** performance.now() when it was queued. */
  readonly since: number;
  attempts: number;
  resolve(committed: Committed): void;
  reject(error: unknown): void;
}

const DEFAULT_LIMITS: QueueLimits = { perProcess: 4_096, perOrg: 1_024, batchItems: 128, batchBytes: 1024 * 1024 };
const MAX_ATTEMPTS = 4;
const turn = () => new Promise<void>((resume) => setImmediate(resume));

/**
 * Group commit: intents that arrive while one commit is under way make the next one. No timer.
 * INVARIANT: an answer is given only after COMMIT and signature; order is COMMIT → sign → answer → hint.
 */
export class LedgerWriter {
  readonly #queue: IntentQueue<Waiting>;
  readonly #options: LedgerWriterOptions;
  readonly #outbox: CheckpointOutbox;
  readonly #known = new KnownHeads();
  #running: Promise<void> | null = null;
  #closed = false;
  #failedAt: number | null = null;

  constructor(options: LedgerWriterOptions) {
    this.#options = options;
    this.#queue = new IntentQueue({ ...DEFAULT_LIMITS, ...options.limits });
    this.#outbox = new CheckpointOutbox((heads) => storeCheckpoints(options.connection, heads));
  }

  /** Intents that wait for a flush. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** When a commit failed because of the database, ms since the epoch; `null` when one has succeeded since. */
  get failedAt(): number | null {
    return this.#failedAt;
  }

  /** Settles, appends, signs, answers. @throws LedgerError */
  commit(request: CommitRequest): Promise<Committed> {
    // In line at once: what was asked before `close` is answered.
    if (this.#options.signer.health.faultOf(request.orgId) === null) return this.#enqueue(request);
    return this.refuseUnsigned(request.orgId).then(() => this.#enqueue(request));
  }

  #enqueue(request: CommitRequest): Promise<Committed> {
    if (this.#closed) return Promise.reject(new LedgerError("SHUTTING_DOWN", "This process is stopping. Send the request again."));
    return new Promise((resolve, reject) => {
      const item: Waiting = { ...request, bytes: estimateBytes(request), since: performance.now(), attempts: 0, resolve, reject };
      if (this.#queue.push(item)) this.#wake();
      else reject(new LedgerError("QUEUE_FULL", "Too many requests are waiting for the ledger. Slow down."));
    });
  }

  /**
   * Refuses to write to a log whose head cannot be signed, before anything is written. What can be repaired while the process runs is
   * looked at again first.
   * @throws LedgerError LEDGER_DIVERGED, SIGNER_STATE_INVALID
   */
  async refuseUnsigned(orgId: string): Promise<void> {
    const { signer, signStoredHead } = this.#options;
    const fault = signer.health.faultOf(orgId);
    if (fault === null || fault.code === "SIGNING_PENDING") return;
    if (fault.code === "SIGNER_STATE_INVALID") await signStoredHead(orgId);
    else throw new LedgerError(fault.code, fault.message);
  }

  /** Signs the head that an audited transaction has just committed and has its checkpoint stored. */
  signAppended(appended: Appended): Promise<string> {
    this.#known.forget(appended.head.orgId);
    return this.#sign(appended);
  }

  /** Signs a head as it is stored, such as one that a crash left unsigned or another process wrote. */
  signStored(key: SigningKey, log: { orgId: string; origin: string }, size: number, frontier: Uint8Array): Promise<string> {
    return this.#options.signer.sign(key, log, decodeFrontier(size, frontier));
  }

  /** Finishes what is queued, then stops. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.#outbox.flush();
  }

  #wake(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#queue.size > 0) {
      // No timer, but one turn of the event loop: whatever has reached our sockets by now joins this batch.
      await turn();
      const { items, alone } = this.#queue.take();
      await this.#flush(items, !alone).catch(this.#options.onError);
    }
    this.#running = null;
  }

  /** @param guess whether what is known of the heads may be taken for true, until the database says otherwise */
  async #flush(items: Waiting[], skipLocked: boolean, guess = true): Promise<void> {
    let batch: SettledBatch<Waiting> | null = null;
    let undoRide = () => {};
    const began = performance.now();
    const assumed = guess ? this.#known.assume(items) : null;
    try {
      const committed = await this.#options.connection.transaction(async (tx) => {
        const loaded = assumed ?? (await loadBatch(tx, items, skipLocked));
        const clock = assumed ? holdHeads(tx, assumed, items) : Promise.resolve(loaded.now);
        // The heads are held while this process settles.
        if (assumed) tx.writeNow();
        // A refusal fails the transaction, and is met there.
        clock.then(
          (now) => this.#known.hearClock(now),
          () => {},
        );
        batch = settleBatch(items, loaded);
        undoRide = this.#outbox.rideOn(
          batch.rows,
          batch.orgs.map((org) => org.orgId),
        ).undo;
        await writeBatch((statement) => void tx.send(statement), batch);
        return batch;
      });
      this.#known.committed(committed, assumed !== null);
      this.#failedAt = null;
      this.#options.observer?.flushed(items.length, performance.now() - began, assumed ? "known" : "loaded");
      await this.#finish(committed);
    } catch (error) {
      undoRide();
      this.#known.mistaken(new Set(items.map(({ orgId }) => orgId)));
      if (assumed && isWrongGuess(error)) {
        this.#options.observer?.mistaken();
        return this.#flush(items, skipLocked, false);
      }
      this.#options.observer?.flushFailed();
      await this.#recover(items, batch, error);
    }
  }

  async #finish(batch: SettledBatch<Waiting>): Promise<void> {
    for (const orgId of new Set(batch.busy.map((item) => item.orgId))) this.#queue.skipped(orgId);
    this.#queue.pushFirst(batch.busy);
    for (const org of batch.orgs) await this.#answer(org);
    await Promise.all(batch.stale.map(({ item, version }) => this.#prepareAgain(item, version)));
  }

  async #answer(org: SettledOrg<Waiting>): Promise<void> {
    let checkpoint = "";
    try {
      if (org.appended.entries.length > 0) checkpoint = await this.#sign(org.appended);
    } catch (error) {
      for (const { item } of org.settled) item.reject(signingError(error));
      this.#options.onError(error);
      return;
    }
    for (const { item, outcome, entry } of org.settled) {
      item.resolve(toCommitted(org.appended, outcome, entry, checkpoint));
      this.#options.observer?.answered(item.intent, outcome, performance.now() - item.since);
    }
    if (org.appended.entries.length > 0) this.#options.onCommitted(org.orgId, org.appended.tree.frontier.size);
  }

  async #sign(appended: Appended): Promise<string> {
    const { orgId } = appended.head;
    const keys = await this.#options.keysOf(orgId).catch((error: unknown) => {
      this.#options.signer.health.bad(orgId, error, null);
      throw error;
    });
    const leaves = appended.entries.map((entry) => entry.leafHash);
    const note = await this.#options.signer.sign(keys.log, appended.head, appended.tree.frontier, leaves);
    this.#outbox.put(orgId, appended.tree.frontier.size, note);
    return note;
  }

  /** The configuration changed under an intent: judge it again, then it goes first. */
  async #prepareAgain(item: Waiting, version: number): Promise<void> {
    if (!item.prepareAgain || ++item.attempts > MAX_ATTEMPTS) {
      item.reject(new LedgerError("DATABASE_UNAVAILABLE", "The configuration keeps changing. Send the request again."));
      return;
    }
    try {
      this.#queue.pushFirst([Object.assign(item, await item.prepareAgain(version))]);
    } catch (error) {
      item.reject(error);
    }
  }

  async #recover(items: Waiting[], batch: SettledBatch<Waiting> | null, error: unknown): Promise<void> {
    if (isDataError(error)) return this.#splitOrFail(items, error);
    if (isLockTimeout(error)) return this.#retryLater(items, error);
    this.#failedAt = Date.now();
    this.#options.onError(error);
    // INVARIANT: the outcome of a broken commit is unknown until the entries were looked for; nothing is appended again blindly.
    const written = await wasCommitted(this.#options.connection, batch).catch(() => null);
    if (written === null) {
      const unknown = new LedgerError(
        "OUTCOME_UNKNOWN",
        "The database stopped answering during the commit. Ask again with the same event id.",
        { cause: error },
      );
      for (const item of items) item.reject(unknown);
    } else if (written && batch) await this.#finish(batch);
    else this.#retryLater(items, error);
  }

  /** One bad intent fails alone: halves are tried until it is by itself. */
  async #splitOrFail(items: Waiting[], error: unknown): Promise<void> {
    if (items.length > 1) {
      const middle = items.length >> 1;
      await this.#flush(items.slice(0, middle), false);
      await this.#flush(items.slice(middle), false);
      return;
    }
    this.#options.onError(error);
    items[0]?.reject(new LedgerError("INTERNAL", "This request could not be recorded.", { cause: error }));
  }

  #retryLater(items: Waiting[], error: unknown): void {
    const again = items.filter((item) => ++item.attempts < MAX_ATTEMPTS);
    for (const item of items) {
      if (!again.includes(item))
        item.reject(
          new LedgerError("DATABASE_UNAVAILABLE", "The database is not answering. Nothing was recorded; send the request again.", {
            cause: error,
          }),
        );
    }
    this.#queue.pushFirst(again);
  }
}

/** What the ledger answers of one settled intent. */
export function toCommitted(appended: Appended, outcome: Outcome, index: number | null, checkpoint: string): Committed {
  const entry = index === null ? null : (appended.entries[index] ?? null);
  return {
    outcome,
    entry,
    receipt: () =>
      entry && {
        seq: entry.seq,
        entry: entry.text,
        leaf_hash: bufferOf(entry.leafHash).toString("hex"),
        hashes: appended.tree.proofFor(entry.seq).map(base64),
        checkpoint,
      },
  };
}

const bufferOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const base64 = (bytes: Uint8Array) => bufferOf(bytes).toString("base64");

function signingError(error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  return new LedgerError("SIGNING_PENDING", "Recorded, but the head is not signed yet. Ask again with the same event id.", {
    cause: error,
  });
}

async function storeCheckpoints(
  connection: Connection,
  heads: readonly (readonly [string, { size: number; note: string }])[],
): Promise<void> {
  const orgIds = heads.map(([orgId]) => orgId);
  await connection.transaction(async (tx) => {
    tx.send({ text: "SELECT set_config('app.org_ids', $1, true)", values: [orgIds.join(",")] });
    tx.send({
      text: "INSERT INTO app.ledger_checkpoint (org_id, size, note) SELECT s.* FROM unnest($1::uuid[], $2::bigint[], $3::text[]) s(org_id, size, note) WHERE EXISTS (SELECT FROM app.ledger_head h WHERE h.org_id = s.org_id FOR KEY SHARE) ON CONFLICT DO NOTHING",
      values: [orgIds, heads.map(([, head]) => head.size), heads.map(([, head]) => head.note)],
    });
  });
}

const ROW_OVERHEAD_BYTES = 1_500;

function estimateBytes(request: CommitRequest): number {
  return request.intent.payloads.reduce((bytes, payload) => bytes + payload.ciphertext.length, ROW_OVERHEAD_BYTES);
}
