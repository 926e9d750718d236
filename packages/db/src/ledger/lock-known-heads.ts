import { encodeFrontier } from "@agentlattice/core/ledger";
import type { Transaction } from "./connection.ts";
import type { LoadedBatch } from "./load-batch.ts";
import { type SessionOfItem, sessionsOf } from "./sessions.ts";

/**
 * Locks heads on condition that they are unchanged. Sent without waiting, so that the rows follow in the same round trip.
 * @returns the database's clock, ms since the epoch. Rejects, and fails the statements behind it, when a head, a session or the clock
 * differs from `batch`.
 */
export async function lockKnownHeads(tx: Transaction, { orgs, now }: LoadedBatch, items: readonly SessionOfItem[]): Promise<number> {
  const heads = [...orgs.values()].map(({ head }) => head);
  const { rows } = await tx.send({
    name: "lock_heads",
    text: "SELECT app.lock_heads($1::uuid[], $2::bytea[], $3::bytea[], $4::bigint[], $5::bigint, $6::uuid[], $7::uuid[]) AS now",
    values: [
      heads.map((head) => head.orgId),
      heads.map((head) => Buffer.from(encodeFrontier(head.frontier))),
      heads.map((head) => Buffer.from(head.lastLeaf)),
      heads.map((head) => head.configVersion),
      now,
      ...sessionsOf(items),
    ],
  });
  return Number(rows[0].now);
}
