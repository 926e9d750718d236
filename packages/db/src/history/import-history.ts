import type { OrgKeys } from "../keys/org-keys.ts";
import type { SealsOf } from "../keys/row-seals.ts";
import type { Audited, AuditedContext, AuditedWork } from "../ledger/audited.ts";
import type { Connection } from "../ledger/connection.ts";
import { lockHeads } from "../ledger/load-batch.ts";
import type { Signer } from "../ledger/signer.ts";
import { type RunStatement, writeBatch } from "../ledger/write-batch.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { type HistoryBatch, HistorySettler } from "./history-settler.ts";

/** Imports the past of a new organisation, such as sample data. No other process may write to the organisation until it is finished. */
export interface HistoryImport {
  /** Returns a settler that settles commits at the times of `now`, ms since the epoch. */
  settler(orgId: string, now: () => number): HistorySettler;
  /**
   * Writes settled batches to the organisation's log and signs its head.
   * INVARIANT: writes nothing unless the head is the one that the first batch was settled on.
   */
  importHistory(orgId: string, batches: readonly HistoryBatch[]): Promise<void>;
  /** Commits an audited change of configuration that took place at `at`, ms since the epoch. */
  importChange<T>(
    scope: OrgScope,
    at: number,
    work: (context: AuditedContext) => Promise<AuditedWork<T>>,
  ): Promise<Audited<T> & { checkpoint: string }>;
  /** Ends the import: approvals that are still open expire from now on. */
  finishImport(orgId: string): Promise<void>;
}

export interface HistoryImportOptions {
  readonly connection: Connection;
  readonly signer: Signer;
  readonly keysOf: (orgId: string) => Promise<OrgKeys>;
  readonly sealsOf: SealsOf;
  /** Called after COMMIT with the new size of the log. Must not throw. */
  readonly onCommitted: (orgId: string, size: number) => void;
  readonly importChange: HistoryImport["importChange"];
}

/** Statements sent before the writer waits for a result. */
const PIPELINED = 100;
/** Batches per transaction, so that each transaction is short. */
const BATCHES_PER_TRANSACTION = 500;

const SET_DUE_TIMES = `UPDATE app.approval SET due_at = CASE status WHEN 'pending' THEN expires_at ELSE lapses_at END
  WHERE org_id = $1 AND status IN ('pending', 'approved')`;

export function openHistoryImport({ connection, signer, keysOf, sealsOf, onCommitted, importChange }: HistoryImportOptions): HistoryImport {
  async function readHead(orgId: string) {
    const { orgs } = await connection.transaction((tx) => lockHeads(tx, [orgId]));
    const head = orgs.get(orgId)?.head;
    if (!head) throw new Error(`Organisation ${orgId} has no ledger.`);
    return head;
  }

  return {
    settler: (orgId, now) => new HistorySettler({ orgId, now, readHead: () => readHead(orgId), sealsOf }),
    async importHistory(orgId, batches) {
      const last = batches.at(-1)?.orgs[0]?.appended;
      if (!last) return;
      for (let first = 0; first < batches.length; first += BATCHES_PER_TRANSACTION)
        await writeBatches(connection, orgId, batches.slice(first, first + BATCHES_PER_TRANSACTION));
      const { log } = await keysOf(orgId);
      await signer.sign(log, last.head, last.tree.frontier);
      onCommitted(orgId, last.tree.frontier.size);
    },
    importChange,
    finishImport: (orgId) =>
      connection.transaction(async (tx) => {
        await lockHeads(tx, [orgId]);
        await tx.send({ text: SET_DUE_TIMES, values: [orgId] });
      }),
  };
}

function writeBatches(connection: Connection, orgId: string, batches: readonly HistoryBatch[]): Promise<void> {
  const expected = batches[0]?.orgs[0]?.appended.head;
  return connection.transaction(async (tx) => {
    const { orgs } = await lockHeads(tx, [orgId]);
    const head = orgs.get(orgId)?.head;
    if (head?.frontier.size !== expected?.frontier.size || head?.configVersion !== expected?.configVersion)
      throw new Error("Another process has written to this log during the import. Remove the organisation and import it again.");
    let sent = 0;
    const run: RunStatement = (statement) => (++sent % PIPELINED === 0 ? tx.query(statement) : void tx.send(statement));
    for (const batch of batches) await writeBatch(run, batch);
  });
}
