import type { Appended } from "./append.ts";
import type { RowBatch } from "./rows.ts";

/** Runs a statement in the caller's transaction, which is one of the ledger connection or of Prisma. */
export type RunStatement = (statement: { name: string; text: string; values: unknown[] }) => unknown;

/** Writes a settled batch: one statement for all rows and heads, and one per completed tile of 256 entries. */
export async function writeBatch(run: RunStatement, batch: { orgs: readonly { appended: Appended }[]; rows: RowBatch }): Promise<void> {
  const grown = batch.orgs.map((org) => org.appended).filter((appended) => appended.entries.length > 0);
  if (grown.length === 0 && batch.rows.isEmpty) return;
  await run(batch.rows.toStatement(grown.map((appended) => appended.headRow)));
  for (const appended of grown) {
    for (const tile of appended.tree.tiles) {
      const values = [appended.head.orgId, tile.level, tile.index, Buffer.from(tile.root)];
      await run({ name: "write_tile", text: "SELECT app.write_tile($1::uuid, $2::smallint, $3::bigint, $4::bytea)", values });
    }
  }
}
