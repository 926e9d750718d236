import { type ApprovalRecord, emptyView, type View } from "@agentlattice/core/settle";
import type { SealsOf } from "../keys/row-seals.ts";
import { addEmptyBuckets } from "../ledger/counter-buckets.ts";
import type { Head } from "../ledger/head.ts";
import { type CommitRequest, type Committed, toCommitted } from "../ledger/ledger-writer.ts";
import { type SettledBatch, settleBatch } from "../ledger/settle-batch.ts";

/** A commit that was settled in memory and is not stored yet. */
export type HistoryBatch = SettledBatch<CommitRequest>;

export interface HistorySettlerOptions {
  readonly orgId: string;
  /** Reads the stored head of the organisation's log. */
  readonly readHead: () => Promise<Head>;
  readonly sealsOf: SealsOf;
  /** The time at which commits are settled, ms since the epoch. */
  readonly now: () => number;
}

const MAX_ATTEMPTS = 4;

/** Settles the past commits of one organisation in memory, with the same code as live commits. `importHistory` stores them. */
export class HistorySettler {
  readonly #options: HistorySettlerOptions;
  #head: Head | null = null;
  /** State that earlier batches created. */
  readonly #view: View = emptyView();
  #batches: HistoryBatch[] = [];

  constructor(options: HistorySettlerOptions) {
    this.#options = options;
    // An import begins with a new organisation.
    addEmptyBuckets(this.#view);
  }

  /** Settles one request. The result has no checkpoint, because `importHistory` signs the head. */
  async commit(request: CommitRequest): Promise<Committed> {
    const { orgId, now, readHead, sealsOf } = this.#options;
    if (request.orgId !== orgId) throw new Error(`This import is of organisation ${orgId}, but the request is of ${request.orgId}.`);
    this.#head ??= await readHead();
    const head = this.#head;
    for (let prepared = request, attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const batch = settleBatch(
        [prepared],
        { now: now(), orgs: new Map([[orgId, { head, view: this.#view }]]), ended: new Set() },
        sealsOf,
      );
      const [settled] = batch.orgs;
      if (settled) {
        const { headRow, tree } = settled.appended;
        this.#head = { ...head, frontier: tree.frontier, lastLeaf: headRow.last_leaf, lastTs: headRow.last_ts };
        clearDueTimes(batch);
        this.#batches.push(batch);
        return settled.settled.map(({ outcome, entry }) => toCommitted(settled.appended, outcome, entry, ""))[0] as Committed;
      }
      const [stale] = batch.stale;
      if (!stale || !prepared.refresh) break;
      prepared = { ...prepared, ...(await prepared.refresh(stale.version)) };
    }
    throw new Error("The configuration changed during the import. Remove the organisation and import it again.");
  }

  /** Returns an approval in its current state. */
  approval(approvalId: string): ApprovalRecord {
    const approval = this.#view.approvals.get(approvalId);
    if (!approval) throw new Error(`No imported action has requested the approval ${approvalId}.`);
    return approval;
  }

  /** Removes and returns the settled batches. The next commit reads the stored head again. */
  takeBatches(): readonly HistoryBatch[] {
    const batches = this.#batches;
    this.#batches = [];
    this.#head = null;
    return batches;
  }
}

/**
 * INVARIANT: no approval is due before the import ends. A later batch may decide an approval whose expiry already lies in the past;
 * a sweeper of a running API must not expire it first.
 */
function clearDueTimes({ orgs, rows }: HistoryBatch): void {
  for (const { orgId, settled } of orgs) {
    for (const { outcome } of settled) {
      if (!("approval" in outcome) || !outcome.approval) continue;
      const key = `${orgId}/${outcome.approval.approval_id}`;
      const row = rows.find("approval", key);
      if (row) rows.add("approval", { ...row, due_at: null }, key);
    }
  }
}
