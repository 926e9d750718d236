import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, ledgerFixture } from "../testing/ledger-fixture.ts";
import { currentEntry, joinSealed, SEALED_COLUMNS } from "./sealed-decision.ts";

let fixture: Fixture;
let app: pg.Client;
beforeAll(async () => {
  fixture = await ledgerFixture();
  app = new pg.Client({ connectionString: fixture.test.app });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await fixture.close();
});

test.each(["ledger_payload", "ledger_salt"])(
  "the payload of an approval is found by its key in %s, not among all payloads",
  async (table) => {
    await app.query("SET enable_seqscan = off");
    const { rows } = await app.query(
      `EXPLAIN (GENERIC_PLAN) SELECT ${SEALED_COLUMNS} FROM app.approval a ${joinSealed(currentEntry("a.event_id"))} WHERE a.org_id = $1::uuid`,
    );
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).toMatch(new RegExp(`using ${table}_pkey on ${table} x.*\\n\\s*Index Cond: \\(.*entry_id = `));
  },
);
