import { type ApprovalRecord, emptyView, type View } from "@agentlattice/core/settle";
import type { OrgKeys } from "../keys/org-keys.ts";
import type { Connection } from "./connection.ts";
import type { Head } from "./head.ts";
import { type CommitRequest, type Committed, toCommitted } from "./ledger-writer.ts";
import { lockHeads } from "./load-batch.ts";
import { type SettledBatch, settleBatch } from "./settle-batch.ts";
import type { Signer } from "./signer.ts";
import { type RunStatement, writeBatch } from "./write-batch.ts";

export interface StoryWriterOptions {
  readonly orgId: string;
  readonly connection: Connection;
  readonly signer: Signer;
  readonly keysOf: (orgId: string) => Promise<OrgKeys>;
  /** Called after COMMIT with the new size of the log. Must not throw. */
  readonly onCommitted: (orgId: string, size: number) => void;
  /** The moment the story has come to, ms since the epoch. */
  readonly told: () => number;
}

/** Statements that travel before one is waited for. */
const PIPELINED = 100;
/** Steps that are written in one transaction. */
const STEPS_TOGETHER = 500;
const MAX_ATTEMPTS = 4;

type Told = SettledBatch<CommitRequest>;

/**
 * The ledger while a sample organisation's past is told: settles and appends as the real one does, at the told time, and keeps
 * everything in memory until it is written. The organisation must have no other writer meanwhile.
 * INVARIANT: nothing is written unless the log still stands where the story began; a live entry in between fails the story.
 */
export class StoryWriter {
  readonly #options: StoryWriterOptions;
  #head: Head | null = null;
  /** What earlier chapters left is known to later ones. */
  readonly #view: View = emptyView();
  #told: Told[] = [];

  constructor(options: StoryWriterOptions) {
    this.#options = options;
  }

  /** Settles at once. The answer carries no checkpoint: the head is signed when the story is written. */
  async commit(request: CommitRequest): Promise<Committed> {
    const { orgId, told } = this.#options;
    if (request.orgId !== orgId) throw new Error("a story is of one organisation");
    const head = await this.#open();
    for (let prepared = request, attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const batch = settleBatch([prepared], { now: told(), orgs: new Map([[orgId, { head, view: this.#view }]]), ended: new Set() });
      const [settled] = batch.orgs;
      if (settled) {
        const { headRow, tree } = settled.appended;
        this.#head = { ...head, frontier: tree.frontier, lastLeaf: headRow.last_leaf, lastTs: headRow.last_ts };
        this.#told.push(batch);
        return settled.settled.map(({ outcome, entry }) => toCommitted(settled.appended, outcome, entry, ""))[0] as Committed;
      }
      const [stale] = batch.stale;
      if (!stale || !prepared.prepareAgain) break;
      prepared = { ...prepared, ...(await prepared.prepareAgain(stale.version)) };
    }
    throw new Error("the configuration changed while the story was told");
  }

  /** An approval as the story left it. */
  approval(approvalId: string): ApprovalRecord {
    const approval = this.#view.approvals.get(approvalId);
    if (!approval) throw new Error("the story asks for an approval that nobody requested");
    return approval;
  }

  /** The story is over: the organisation's clocks run from here on. */
  async end(): Promise<void> {
    await this.flush();
    const { orgId, connection } = this.#options;
    await connection.transaction(async (tx) => {
      await lockHeads(tx, [orgId]);
      await tx.send({ text: SHOW_TO_SWEEPERS, values: [orgId] });
    });
  }

  /** Writes what was told and signs the head. Whoever tells on begins at the log as it stands then. */
  async flush(): Promise<void> {
    const { orgId, connection, signer, keysOf, onCommitted } = this.#options;
    const told = this.#told;
    this.#told = [];
    this.#head = null;
    if (told.length > 0) await this.#write(connection, told);
    const last = told.at(-1)?.orgs[0]?.appended;
    if (!last) return;
    const { log } = await keysOf(orgId);
    await signer.sign(log, last.head, last.tree.frontier);
    onCommitted(orgId, last.tree.frontier.size);
  }

  async #open(): Promise<Head> {
    if (this.#head) return this.#head;
    const { orgId, connection } = this.#options;
    const { orgs } = await connection.transaction((tx) => lockHeads(tx, [orgId]));
    const head = orgs.get(orgId)?.head;
    if (!head) throw new Error(`organisation ${orgId} has no ledger`);
    this.#head = head;
    return head;
  }

  /** In order, so many steps in a transaction: each is short however long the story is. */
  async #write(connection: Connection, told: readonly Told[]): Promise<void> {
    hideFromSweepers(told);
    for (let first = 0; first < told.length; first += STEPS_TOGETHER)
      await this.#writePart(connection, told.slice(first, first + STEPS_TOGETHER));
  }

  async #writePart(connection: Connection, told: readonly Told[]): Promise<void> {
    const { orgId } = this.#options;
    const began = told[0]?.orgs[0]?.appended.head;
    await connection.transaction(async (tx) => {
      const { orgs } = await lockHeads(tx, [orgId]);
      const now = orgs.get(orgId)?.head;
      if (now?.frontier.size !== began?.frontier.size || now?.configVersion !== began?.configVersion)
        throw new Error("somebody else has written to this log: its past can no longer be told");
      let sent = 0;
      const run: RunStatement = (statement) => (++sent % PIPELINED === 0 ? tx.query(statement) : void tx.send(statement));
      for (const batch of told) await writeBatch(run, batch);
    });
  }
}

/**
 * INVARIANT: nothing of a story is due before its end. What a later step ends stands open in between, long past its time, and a
 * sweeper that saw it due would end it in the present.
 */
function hideFromSweepers(told: readonly Told[]): void {
  for (const { orgs, rows } of told) {
    for (const { orgId, settled } of orgs) {
      for (const { outcome } of settled) {
        if (!("approval" in outcome) || !outcome.approval) continue;
        const key = `${orgId}/${outcome.approval.approval_id}`;
        const row = rows.find("approval", key);
        if (row) rows.add("approval", { ...row, due_at: null }, key);
      }
    }
  }
}

/** What the story left open runs out in its time, as `settleBatch` would have said. */
const SHOW_TO_SWEEPERS = `UPDATE app.approval SET due_at = CASE status WHEN 'pending' THEN expires_at ELSE lapses_at END
  WHERE org_id = $1 AND status IN ('pending', 'approved')`;
