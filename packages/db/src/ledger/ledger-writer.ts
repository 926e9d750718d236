import { setTimeout as sleep } from "node:timers/promises";
import { decodeFrontier } from "@agentlattice/core/ledger";
import type { Outcome } from "@agentlattice/core/settle";
import type { LogKeys } from "../keys/log-keys.ts";
import type { OrgKeys } from "../keys/org-keys.ts";
import type { SealsOf } from "../keys/row-seals.ts";
import type { Appended, AppendedEntry } from "./append.ts";
import { Backoff } from "./backoff.ts";
import { CheckpointOutbox } from "./checkpoint-outbox.ts";
import { type Connection, isDataError, isLockTimeout, isStaleHead, isUnavailable } from "./connection.ts";
import { IntentQueue, type QueueLimits } from "./intent-queue.ts";
import { KnownHeads } from "./known-heads.ts";
import { LedgerError } from "./ledger-error.ts";
import { loadBatch } from "./load-batch.ts";
import { lockKnownHeads } from "./lock-known-heads.ts";
import { wasCommitted } from "./resolve-outcome.ts";
import { type BatchItem, type SettledBatch, type SettledOrg, settleBatch } from "./settle-batch.ts";
import type { Signer } from "./signer.ts";
import { writeBatch } from "./write-batch.ts";

/** An intent with the configuration and session it was evaluated with. */
export type Prepared = Pick<BatchItem, "intent" | "configVersion" | "session">;

/** A request to settle an intent and record it. */
export interface CommitRequest extends BatchItem {
  /** Evaluates the intent again with the given configuration version. An error it throws is passed to the caller. */
  readonly refresh?: (version: number) => Promise<Prepared>;
}

/** The result of a commit, available after COMMIT and signature. */
export interface Committed {
  readonly outcome: Outcome;
  /** The entry that records the intent; null for a replay or a refusal. */
  readonly entry: AppendedEntry | null;
  /** Returns the receipt, which proves that the entry is in a signed head; null without an entry. */
  receipt(): { seq: number; entry: string; leaf_hash: string; hashes: string[]; checkpoint: string } | null;
}

export interface LedgerWriterOptions {
  readonly connection: Connection;
  readonly signer: Signer;
  readonly keysOf: (orgId: string, atLeast?: number) => Promise<OrgKeys>;
  readonly sealsOf: SealsOf;
  /** Signs the stored head. */
  readonly signStoredHead: (orgId: string) => Promise<unknown>;
  /** Called after COMMIT with the new size of each log. Must not throw. */
  readonly onCommitted: (orgId: string, size: number) => void;
  readonly onError: (error: unknown) => void;
  readonly limits?: Partial<QueueLimits>;
  readonly observer?: LedgerObserver;
}

/** Receives events of the writer for metrics. Must not throw. */
export interface LedgerObserver {
  /** A flush was committed `ms` after it began. `heads` says whether it used cached heads or loaded them. */
  flushed(intents: number, ms: number, heads: "known" | "loaded"): void;
  /** A cached head was stale, so the flush starts again. */
  staleHead(): void;
  flushFailed(): void;
  /** An intent was answered `ms` after it was queued. */
  answered(intent: CommitRequest["intent"], outcome: Outcome, ms: number): void;
}

interface QueuedRequest extends CommitRequest {
  readonly bytes: number;
  /** Time of queueing, by performance.now(). */
  readonly since: number;
  attempts: number;
  /** Evaluations after changes of the configuration. */
  evaluations: number;
  resolve(committed: Committed): void;
  reject(error: unknown): void;
}

const DEFAULT_LIMITS: QueueLimits = { perProcess: 4_096, perOrg: 1_024, batchItems: 128, batchBytes: 1024 * 1024 };
/** Attempts to commit while the database is available. */
const MAX_ATTEMPTS = 4;
/** Evaluations of one request while the configuration keeps changing. */
const MAX_EVALUATIONS = 25;
const nextTurn = () => new Promise<void>((resume) => setImmediate(resume));

/**
 * Commits intents in groups: those that arrive during one commit form the next. There is no timer.
 * INVARIANT: a caller is answered only after COMMIT and signature; the order is COMMIT → sign → answer → hint.
 */
export class LedgerWriter {
  readonly #queue: IntentQueue<QueuedRequest>;
  readonly #options: LedgerWriterOptions;
  readonly #outbox: CheckpointOutbox;
  readonly #known = new KnownHeads();
  readonly #backoff = new Backoff();
  #running: Promise<void> | null = null;
  #closed = false;
  #failedAt: number | null = null;

  constructor(options: LedgerWriterOptions) {
    this.#options = options;
    this.#queue = new IntentQueue({ ...DEFAULT_LIMITS, ...options.limits });
    this.#outbox = new CheckpointOutbox((heads) => storeCheckpoints(options.connection, heads));
  }

  /** Number of intents that wait for a flush. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Time of the last commit that failed because of the database, ms since the epoch; null once a commit has succeeded. */
  get failedAt(): number | null {
    return this.#failedAt;
  }

  /** Settles an intent, appends its entry and signs the head. @throws LedgerError */
  commit(request: CommitRequest): Promise<Committed> {
    // Queued synchronously, so that a request made before `close` is answered.
    if (this.#options.signer.health.faultOf(request.orgId) === null) return this.#enqueue(request);
    return this.refuseUnsigned(request.orgId).then(() => this.#enqueue(request));
  }

  #enqueue(request: CommitRequest): Promise<Committed> {
    if (this.#closed) return Promise.reject(new LedgerError("SHUTTING_DOWN", "This process is stopping. Send the request again."));
    return new Promise((resolve, reject) => {
      const item: QueuedRequest = {
        ...request,
        bytes: estimateBytes(request),
        since: performance.now(),
        attempts: 0,
        evaluations: 0,
        resolve,
        reject,
      };
      if (this.#queue.push(item)) this.#wake();
      else reject(new LedgerError("QUEUE_FULL", "Too many requests are waiting for the ledger. Send fewer requests, then retry."));
    });
  }

  /**
   * Throws when the head of a log cannot be signed, before anything is written. An invalid signer state is checked again first,
   * because it can be repaired while the process runs.
   * @throws LedgerError LEDGER_DIVERGED, SIGNER_STATE_INVALID
   */
  async refuseUnsigned(orgId: string): Promise<void> {
    const { signer, signStoredHead } = this.#options;
    const fault = signer.health.faultOf(orgId);
    if (fault === null || fault.code === "SIGNING_PENDING") return;
    if (fault.code === "SIGNER_STATE_INVALID") await signStoredHead(orgId);
    else throw new LedgerError(fault.code, fault.message);
  }

  /** Signs the head that an audited change has just committed and stores its checkpoint. */
  signAppended(appended: Appended, configVersion: number): Promise<string> {
    this.#known.remove(appended.head.orgId);
    return this.#sign(appended, configVersion);
  }

  /** Signs a stored head, such as one that a crash left unsigned or another process wrote. */
  signStored(keys: LogKeys, log: { orgId: string; origin: string }, size: number, frontier: Uint8Array): Promise<string> {
    return this.#options.signer.sign(keys, log, decodeFrontier(size, frontier));
  }

  /** Commits the queued intents, then stops. */
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
      // One turn of the event loop lets requests that have already reached the sockets join this batch.
      await nextTurn();
      const { items, alone } = this.#queue.take();
      await this.#flush(items, !alone).catch(this.#options.onError);
    }
    this.#running = null;
  }

  /** @param useKnownHeads false to load the heads even when they are cached */
  async #flush(items: QueuedRequest[], skipLocked: boolean, useKnownHeads = true): Promise<void> {
    let batch: SettledBatch<QueuedRequest> | null = null;
    let undoAttach = () => {};
    const began = performance.now();
    const assumed = useKnownHeads ? this.#known.assume(items) : null;
    try {
      const committed = await this.#options.connection.transaction(async (tx) => {
        const loaded = assumed ?? (await loadBatch(tx, items, { skipLocked, sealsOf: this.#options.sealsOf }));
        const clock = assumed ? lockKnownHeads(tx, assumed, items) : Promise.resolve(loaded.now);
        // The database locks the heads while this process settles.
        if (assumed) tx.writeNow();
        // A rejection also fails the transaction, which handles it.
        clock.then(
          (now) => this.#known.syncClock(now),
          () => {},
        );
        batch = settleBatch(items, loaded, this.#options.sealsOf);
        undoAttach = this.#outbox.attachTo(
          batch.rows,
          batch.orgs.map((org) => org.orgId),
        ).undo;
        await writeBatch((statement) => void tx.send(statement), batch);
        return batch;
      });
      this.#known.committed(committed, assumed !== null);
      this.#failedAt = null;
      this.#backoff.succeeded();
      this.#options.observer?.flushed(items.length, performance.now() - began, assumed ? "known" : "loaded");
      await this.#finish(committed);
    } catch (error) {
      undoAttach();
      this.#known.invalidate(new Set(items.map(({ orgId }) => orgId)));
      if (assumed && isStaleHead(error)) {
        this.#options.observer?.staleHead();
        return this.#flush(items, skipLocked, false);
      }
      this.#options.observer?.flushFailed();
      await this.#recover(items, batch, error);
    }
  }

  async #finish(batch: SettledBatch<QueuedRequest>): Promise<void> {
    for (const orgId of new Set(batch.busy.map((item) => item.orgId))) this.#queue.skipped(orgId);
    this.#queue.pushFirst(batch.busy);
    for (const org of batch.orgs) await this.#answer(org);
    await Promise.all(batch.stale.map(({ item, version }) => this.#refresh(item, version)));
  }

  async #answer(org: SettledOrg<QueuedRequest>): Promise<void> {
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

  /** @param configVersion the version after the commit: the key of the log may have been replaced by it or before it */
  async #sign(appended: Appended, configVersion = appended.head.configVersion): Promise<string> {
    const { orgId } = appended.head;
    const keys = await this.#options.keysOf(orgId, configVersion).catch((error: unknown) => {
      this.#options.signer.health.bad(orgId, error, null);
      throw error;
    });
    const leaves = appended.entries.map((entry) => entry.leafHash);
    const note = await this.#options.signer.sign(keys.log, appended.head, appended.tree.frontier, leaves);
    this.#outbox.put(orgId, appended.tree.frontier.size, note);
    return note;
  }

  /** Evaluates an intent again after the configuration changed and puts it first in its queue. */
  async #refresh(item: QueuedRequest, version: number): Promise<void> {
    if (!item.refresh || ++item.evaluations > MAX_EVALUATIONS) {
      item.reject(
        new LedgerError(
          "POLICY_UNAVAILABLE",
          "The configuration changed repeatedly while this request was evaluated. Send the request again.",
        ),
      );
      return;
    }
    try {
      this.#queue.pushFirst([Object.assign(item, await item.refresh(version))]);
    } catch (error) {
      item.reject(error);
    }
  }

  async #recover(items: QueuedRequest[], batch: SettledBatch<QueuedRequest> | null, error: unknown): Promise<void> {
    if (isDataError(error)) return this.#splitOrFail(items, error);
    if (isLockTimeout(error)) return this.#requeue(items, error);
    this.#failedAt = Date.now();
    this.#options.onError(error);
    // INVARIANT: after a broken commit nothing is appended again before the ledger was searched for its entries.
    const written = await wasCommitted(this.#options.connection, batch).catch(() => null);
    if (written === null) {
      const unknown = new LedgerError(
        "OUTCOME_UNKNOWN",
        "The database stopped answering during the commit, so the outcome is unknown. Send the request again with the same event id.",
        { cause: error },
      );
      for (const item of items) item.reject(unknown);
    } else if (written && batch) await this.#finish(batch);
    else await this.#retry(items, error);
  }

  /** Halves a failed batch until the invalid intent is on its own, so that only this intent fails. */
  async #splitOrFail(items: QueuedRequest[], error: unknown): Promise<void> {
    if (items.length > 1) {
      const middle = items.length >> 1;
      await this.#flush(items.slice(0, middle), false);
      await this.#flush(items.slice(middle), false);
      return;
    }
    this.#options.onError(error);
    items[0]?.reject(
      new LedgerError("INTERNAL", "This request could not be recorded. Check its values; report the problem if they are valid.", {
        cause: error,
      }),
    );
  }

  /** Queues intents again and waits. While the database is unavailable, the waits of all flushes together outlast a restart of it. */
  async #retry(items: QueuedRequest[], error: unknown): Promise<void> {
    const delay = this.#backoff.failed();
    if (!isUnavailable(error)) this.#requeue(items, error);
    else if (delay === null) for (const item of items) item.reject(unavailable(error));
    else this.#queue.pushFirst(items);
    if (this.#queue.size > 0 && delay !== null) await sleep(delay);
  }

  /** Puts intents back into the queue, except those that have used all attempts. */
  #requeue(items: QueuedRequest[], error: unknown): void {
    const retried = items.filter((item) => ++item.attempts < MAX_ATTEMPTS);
    for (const item of items) if (!retried.includes(item)) item.reject(unavailable(error));
    this.#queue.pushFirst(retried);
  }
}

function unavailable(cause: unknown): LedgerError {
  return new LedgerError("DATABASE_UNAVAILABLE", "The database is not answering. Nothing was recorded; send the request again.", { cause });
}

/** Returns the result of one settled intent. */
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
  return new LedgerError(
    "SIGNING_PENDING",
    "The request was recorded, but the head of the ledger is not signed yet. Send the request again with the same event id.",
    {
      cause: error,
    },
  );
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

function estimateBytes({ intent }: CommitRequest): number {
  const events = intent.kind === "ingest" ? intent.events : [];
  const sealed = [...intent.payloads.map(({ ciphertext }) => ciphertext), ...events.map(({ data }) => data)];
  return sealed.reduce((bytes, data) => bytes + (data?.length ?? 0), ROW_OVERHEAD_BYTES * (1 + events.length));
}
