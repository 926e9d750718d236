import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createTestDatabase, type TestDatabase } from "@agentlattice/test-kit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isSealed, openRowSeals } from "../keys/row-seals.ts";
import { bucketOf, COUNTER_BUCKETS, toggleCounter } from "../ledger/counter-buckets.ts";
import { migrate } from "./migrate.ts";
import { SEALING_MIGRATION } from "./seal-rows.ts";

const MIGRATIONS = path.resolve(import.meta.dirname, "../../../../prisma/migrations");
const CREATORS = "20261127400000_creators";
const [ORG, USER, KEY, ENDPOINT] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];

let db: TestDatabase;
let dir: string;

beforeAll(async () => {
  db = await createTestDatabase({ template: "template0" });
  dir = mkdtempSync(path.join(os.tmpdir(), "al-seals-"));
  cpSync(MIGRATIONS, dir, { recursive: true });
  for (const name of [SEALING_MIGRATION, CREATORS]) rmSync(path.join(dir, name), { recursive: true });
  await run();
  await db.inspect("INSERT INTO app.organisation (org_id, name) VALUES ($1, 'Before')", [ORG]);
  await db.inspect(
    "INSERT INTO app.app_user (user_id, email, email_key, name, password_hash) VALUES ($1, 'a@b.test', 'a@b.test', 'A', 'x')",
    [USER],
  );
  await db.inspect("INSERT INTO app.member (org_id, user_id, role, role_since) VALUES ($1, $2, 'admin', '2026-01-01T00:00:00.123789Z')", [
    ORG,
    USER,
  ]);
  await db.inspect(
    "INSERT INTO app.api_key (org_id, key_id, name, environment, scopes, key_hash, expires_at, made_by_user_id) VALUES ($1, $2, 'k', 'prod', '{audit:read}', '\\x01', '2030-01-01T00:00:00.999999Z', $3)",
    [ORG, KEY, USER],
  );
  for (let n = 0; n < 200; n++)
    await db.inspect(
      "INSERT INTO app.limit_counter (org_id, key, value, warned, expires_at) VALUES ($1, $2, $3, 0, '2030-01-01T00:00:00Z')",
      [ORG, `counter-${n}`, n],
    );
  await db.inspect(
    "INSERT INTO app.endpoint (org_id, endpoint_id, kind, name, url, types, environments, secret, created_at) VALUES ($1, $2, 'webhook', 'w', '\\x', '{}', '{prod}', '\\x', now())",
    [ORG, ENDPOINT],
  );
  await db.inspect(
    "INSERT INTO app.ledger_entry (org_id, seq, id, kind, ts, bytes, leaf_hash, actor_id, subject_id) VALUES ($1, 0, gen_random_uuid(), 'channel.changed', now(), '\\x', sha256('\\x'), $2, $3)",
    [ORG, USER, ENDPOINT],
  );
  for (const name of [SEALING_MIGRATION, CREATORS]) cpSync(path.join(MIGRATIONS, name), path.join(dir, name), { recursive: true });
  expect((await run()).applied).toEqual([CREATORS, SEALING_MIGRATION]);
}, 60_000);
afterAll(async () => {
  await db.drop();
  rmSync(dir, { recursive: true });
});

const run = () => migrate({ databaseUrl: db.owner, kek: db.kek, migrationsDir: dir, roleSuffix: "_s" });

it("seals the rows from before, with the key-encryption key", async () => {
  const seals = openRowSeals(db.kek)(ORG);
  const [member] = await db.inspect<{ role: string; at: Date; seal: Buffer }>("SELECT role, role_since AS at, seal FROM app.member");
  expect(isSealed(member?.seal ?? null, seals.member({ userId: USER, role: "admin", roleSince: member?.at ?? null }))).toBe(true);
  expect(isSealed(member?.seal ?? null, seals.member({ userId: USER, role: "owner", roleSince: member?.at ?? null }))).toBe(false);
  expect(isSealed(member?.seal ?? null, openRowSeals(Buffer.alloc(32))(ORG).member({ userId: USER, role: "admin", roleSince: null }))).toBe(
    false,
  );
  const [key] = await db.inspect<{ found: { seal: string; expires_at: number } }>("SELECT app.lookup_api_key('\\x01') AS found");
  const [stored] = await db.inspect<{ seal: Buffer; at: Date }>("SELECT seal, expires_at AS at FROM app.api_key");
  const columns = {
    keyId: KEY,
    agentId: null,
    environment: "prod",
    scopes: ["audit:read"],
    keyHash: Buffer.of(1),
    revokedAt: null,
    madeByUserId: USER,
  };
  expect(isSealed(stored?.seal ?? null, seals.apiKey({ ...columns, expiresAt: stored?.at ?? null }))).toBe(true);
  // The look-up needs a ledger head, which this organisation has not.
  expect(key?.found).toBeNull();
});

it("sums the counters in their buckets", async () => {
  const seals = openRowSeals(db.kek)(ORG);
  const buckets = await db.inspect<{ bucket: number; sums: Record<string, string>; seal: Buffer }>(
    "SELECT bucket, sums, seal FROM app.limit_bucket ORDER BY bucket",
  );
  expect(buckets).toHaveLength(COUNTER_BUCKETS);
  for (const { bucket, sums, seal } of buckets) {
    const expected = new Map<string, string>();
    for (let n = 0; n < 200; n++) if (bucketOf(`counter-${n}`) === bucket) toggleCounter(expected, seals, `counter-${n}`, "2030-01-01");
    expect(new Map(Object.entries(sums))).toEqual(expected);
    expect(isSealed(seal, seals.counterBucket(bucket, expected))).toBe(true);
  }
  const unsealed = await db.inspect("SELECT key FROM app.limit_counter WHERE seal IS NULL OR bucket IS NULL");
  expect(unsealed).toEqual([]);
});

it("finds the creator of an endpoint in the ledger", async () => {
  expect(await db.inspect("SELECT made_by_user_id FROM app.endpoint")).toEqual([{ made_by_user_id: USER }]);
});

it("seals nothing again: a seal that was deleted stays missing", async () => {
  await db.inspect("UPDATE app.member SET seal = NULL");
  expect((await run()).applied).toEqual([]);
  expect(await db.inspect("SELECT seal FROM app.member")).toEqual([{ seal: null }]);
});

it("leaves row-level security forced", async () => {
  const open = await db.inspect(
    "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)",
  );
  expect(open).toEqual([]);
});
