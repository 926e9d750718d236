import { cloneDatabase, startTestCluster, type TestCluster } from "@agentlattice/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, ledgerFixture, submitIntent } from "../testing/ledger-fixture.ts";
import type { Committed } from "./ledger-writer.ts";

let cluster: TestCluster;
let fixture: Fixture;
beforeAll(async () => {
  cluster = await startTestCluster();
  fixture = await ledgerFixture(await cloneDatabase(cluster));
}, 60_000);
afterAll(async () => {
  await fixture.close();
  await cluster.stop();
});

test("commits that arrive before, during and after a restart of Postgres are each recorded once", { timeout: 60_000 }, async () => {
  const database = fixture.open();
  const org = await fixture.createOrg(database);
  const work: Promise<Committed>[] = [];
  const send = () => {
    const committed = database.ledger.commit({ orgId: org.orgId, intent: submitIntent(org), configVersion: null });
    committed.catch(() => {});
    work.push(committed);
  };
  for (let i = 0; i < 20; i++) send();
  const timer = setInterval(send, 20);
  await cluster.restart();
  clearInterval(timer);
  send();
  const committed = await Promise.all(work);
  expect(work.length).toBeGreaterThan(21);
  const rows = await fixture.test.inspect<{ id: string }>(
    "SELECT id FROM app.ledger_entry WHERE org_id = $1 AND kind = 'action.executed' ORDER BY seq",
    [org.orgId],
  );
  expect(rows.map(({ id }) => id).sort()).toEqual(committed.map(({ entry }) => entry?.id).sort());
});
