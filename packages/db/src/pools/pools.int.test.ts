import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { type Fixture, ledgerFixture, submitIntent } from "../testing/ledger-fixture.ts";
import { type LedgerPool, openLedgerPool } from "./ledger-pool.ts";
import { PROCESS_POOLS } from "./pool-sizes.ts";

/** A lock that the test holds, so that a query which takes it is as slow as the test needs. */
const LOCK = 4_711;

let fixture: Fixture;
let database: Database;
let pool: LedgerPool;
let org: Awaited<ReturnType<Fixture["createOrg"]>>;
let lock: pg.Client;
beforeAll(async () => {
  fixture = await ledgerFixture();
  database = fixture.open();
  pool = openLedgerPool(fixture.test.app, 3, () => {});
  org = await fixture.createOrg(database);
  lock = new pg.Client({ connectionString: fixture.test.app });
  await lock.connect();
});
afterAll(async () => {
  await lock.end();
  await pool.close();
  await fixture.close();
});

async function whileLocked(work: () => Promise<void>): Promise<void> {
  await lock.query("SELECT pg_advisory_lock($1)", [LOCK]);
  try {
    await work();
  } finally {
    await lock.query("SELECT pg_advisory_unlock($1)", [LOCK]);
  }
}

test("slow lists do not delay a commit, authentication, a configuration or an agent's read", async () => {
  const { scope, orgId } = org;
  let lists: Promise<unknown>[] = [];
  await whileLocked(async () => {
    lists = Array.from({ length: PROCESS_POOLS.lists + 5 }, () =>
      database.inOrg(scope, (client) => client.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`),
    );
    for (const list of lists) list.catch(() => {});
    await expect.poll(() => database.pools().prisma).toMatchObject({ open: PROCESS_POOLS.lists, idle: 0, waiting: 5 });
    await expect(database.inOrgReserved(scope, (client) => client.organisation.count())).resolves.toBe(1);
    await expect(database.lookups.apiKey(Buffer.alloc(32))).resolves.toBeNull();
    await expect(database.storedHead(orgId)).resolves.toMatchObject({ size: 1 });
    const committed = await database.ledger.commit({ orgId, configVersion: null, intent: submitIntent(org) });
    expect(committed.outcome).toMatchObject({ type: "recorded" });
  });
  await Promise.all(lists);
});

test("a share leaves the other connections of its pool free", async () => {
  const share = pool.share(2);
  let slow: Promise<unknown>[] = [];
  await whileLocked(async () => {
    slow = Array.from({ length: 4 }, () => share.rows("SELECT pg_advisory_xact_lock($1)", [LOCK]));
    await expect.poll(() => pool.usage()).toMatchObject({ open: 2, idle: 0, waiting: 2 });
    await expect(pool.row("SELECT 1 AS one")).resolves.toEqual({ one: 1 });
  });
  await Promise.all(slow);
  expect(pool.usage()).toMatchObject({ waiting: 0 });
});

test("a connection whose statement failed is replaced", async () => {
  await expect(pool.row("SELECT 1 / 0")).rejects.toThrow("division by zero");
  await expect(pool.row("SELECT 1 AS one")).resolves.toEqual({ one: 1 });
});

test("shares leave at least half of the ledger pool and a quarter of the Prisma pool", () => {
  expect(PROCESS_POOLS.scans + PROCESS_POOLS.attempts).toBeLessThanOrEqual(PROCESS_POOLS.ledger / 2);
  expect(PROCESS_POOLS.lists).toBeLessThanOrEqual((PROCESS_POOLS.prisma * 3) / 4);
});
