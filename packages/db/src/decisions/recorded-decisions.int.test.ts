import { randomBytes } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@agentlattice/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sealPayload } from "../ledger/payload.ts";
import {
  type DecisionBatch,
  openRecordedDecisions,
  type Recorded,
  type RecordedDecisions,
  type RecordedFilter,
} from "./recorded-decisions.ts";

const ORG = "0110c853-1d09-72d8-b73e-1194e95b5f19";
const OTHER = "0110c853-1d09-72d8-b73e-1194e95b5f18";
const AGENT = "0110c853-1d09-72d8-b73e-1194e95b5f17";
const COUNT = 4_100;
const SINCE = Date.parse("2026-11-21T08:00:00.000Z");
const RARE_EVERY = 50;
const dataKey = randomBytes(32);
const EVERYTHING: RecordedFilter = { patterns: ["*"], agentIds: null, from: null, to: null };

const id = (i: number) =>
  `${(SINCE + i)
    .toString(16)
    .padStart(12, "0")
    .replace(/^(.{8})/, "$1-")}-7000-8000-000000000000`;
const texts = (recorded: readonly Recorded[]) => recorded.map(({ payload }) => payload);

let database: TestDatabase;
let decisions: RecordedDecisions;
beforeAll(async () => {
  database = await createTestDatabase();
  const ids = Array.from({ length: COUNT }, (_, i) => `'${id(i)}'::uuid`);
  for (const org of [ORG, OTHER])
    await database.inspect(`INSERT INTO app.decision (org_id, id, seq, ts, action_type, agent_id, key_id, environment, status, denial_reason)
      SELECT '${org}', r.id, r.i, '2026-11-21T08:00:00Z'::timestamptz + (r.i - 1) * interval '1 ms', CASE WHEN r.i % ${RARE_EVERY} = 1 THEN 'rare.one' ELSE 'often.o''ne' END,
        '${AGENT}', '${AGENT}', 'prod', 'denied', CASE WHEN r.i = 1 THEN 'RATE_LIMITED' END
      FROM unnest(ARRAY[${ids.join()}]) WITH ORDINALITY AS r (id, i)`);
  const context = { dataKey, orgId: ORG, origin: "test", field: "decision" };
  const sealed = Array.from({ length: COUNT }, (_, i) => sealPayload({ ...context, entryId: id(i) }, { i, text: "grüße 🙂" }));
  const hex = (bytes: Uint8Array) => `'\\x${Buffer.from(bytes).toString("hex")}'::bytea`;
  const rows = (column: "salt" | "ciphertext") => sealed.map((one, i) => `('${ORG}', '${id(i)}', 'decision', ${hex(one[column])})`).join();
  await database.inspect(`INSERT INTO app.ledger_payload (org_id, entry_id, field, ciphertext) VALUES ${rows("ciphertext")}`);
  await database.inspect(`INSERT INTO app.ledger_salt (org_id, entry_id, field, salt) VALUES ${rows("salt")}`);
  await database.inspect(`DELETE FROM app.ledger_salt WHERE org_id = '${ORG}' AND entry_id = '${id(7)}'`);
  decisions = openRecordedDecisions({ url: database.app, orgId: ORG, origin: "test", dataKey, onError: () => {} });
});
afterAll(async () => {
  await decisions.close();
  await database.drop();
});

async function readBatch(from: RecordedDecisions, filter: RecordedFilter, batch: DecisionBatch | undefined): Promise<Recorded[]> {
  const read: Recorded[] = [];
  if (batch) await from.read(filter, batch, (one) => read.push(one));
  return read;
}

async function readAll(filter: RecordedFilter, limit = 1_000_000) {
  const plan = await decisions.plan(filter, limit);
  const read = await Promise.all(plan.batches.map((batch) => readBatch(decisions, filter, batch)));
  return { plan, read: read.flat() };
}

test("batches contain every decision once, newest first, with its submission", async () => {
  const { plan, read } = await readAll(EVERYTHING);
  expect(plan).toMatchObject({ total: COUNT, more: false, agentIds: [AGENT], since: new Date(SINCE), until: new Date(SINCE + COUNT - 1) });
  expect(plan.batches.map(({ count, entries }) => [count, entries])).toEqual([
    [2_000, 2_000],
    [2_000, 2_000],
    [100, 100],
  ]);
  expect(read.map((one) => one.id)).toEqual(Array.from({ length: COUNT }, (_, i) => id(COUNT - 1 - i)));
  const expected = Array.from({ length: COUNT }, (_, i) => (i === 7 ? null : `{"i":${i},"text":"grüße 🙂"}`));
  expect(texts(read)).toEqual(expected.reverse());
  expect(read.at(-1)).toEqual({
    id: id(0),
    seq: 1,
    at: SINCE,
    actionType: "rare.one",
    agentId: AGENT,
    environment: "prod",
    status: "denied",
    denialReason: "RATE_LIMITED",
    payload: '{"i":0,"text":"grüße 🙂"}',
  });
  expect(read[0]).toMatchObject({ actionType: "often.o'ne", denialReason: null, seq: COUNT, at: SINCE + COUNT - 1 });
});

test("a filter with few matches uses look-ups, with the same result", async () => {
  const filter = { ...EVERYTHING, patterns: ["rare.*"] };
  const { plan, read } = await readAll(filter);
  expect(plan.batches).toEqual([{ newest: id(4_050), oldest: id(0), count: 82, entries: 4_051 }]);
  const all = (await readAll(EVERYTHING)).read.filter(({ actionType }) => actionType === "rare.one");
  expect(read).toEqual(all);
});

test("a limit and a time range limit the batches", async () => {
  const { plan, read } = await readAll(EVERYTHING, 2_001);
  expect(plan).toMatchObject({ total: 2_001, more: true });
  expect(plan.batches.map(({ count }) => count)).toEqual([2_000, 1]);
  expect(read.at(-1)?.id).toBe(id(COUNT - 2_001));
  const window = { ...EVERYTHING, from: new Date(SINCE + 10), to: new Date(SINCE + 12) };
  expect((await readAll(window)).read.map((one) => one.id)).toEqual([id(12), id(11), id(10)]);
  expect((await readAll({ ...EVERYTHING, to: new Date(SINCE - 1) })).plan).toEqual({
    total: 0,
    batches: [],
    more: false,
    since: null,
    until: null,
    agentIds: [],
  });
  expect((await readAll({ ...EVERYTHING, agentIds: [OTHER] })).plan.total).toBe(0);
});

test("values are escaped, whatever they contain", async () => {
  const hostile = ["often.o'ne", "x\\'", "') OR true --", "$1"];
  expect((await readAll({ ...EVERYTHING, patterns: hostile })).read).toHaveLength(COUNT - 82);
  const [batch] = (await readAll(EVERYTHING)).plan.batches;
  expect(await readBatch(decisions, { ...EVERYTHING, patterns: ["') OR true --", "x\\"] }, batch)).toEqual([]);
});

test("a payload that was tampered with fails its batch, and the connection stays usable", async () => {
  await database.inspect(`UPDATE app.ledger_salt SET salt = set_byte(salt, 0, get_byte(salt, 0) # 1) WHERE entry_id = '${id(9)}'`);
  await expect(readAll(EVERYTHING)).rejects.toThrow();
  const window = { ...EVERYTHING, from: new Date(SINCE + 10), to: new Date(SINCE + 10) };
  expect(texts((await readAll(window)).read)).toEqual(['{"i":10,"text":"grüße 🙂"}']);
});

test("only the organisation itself reads its decisions with payloads", async () => {
  const other = openRecordedDecisions({ url: database.app, orgId: OTHER, origin: "test", dataKey, onError: () => {} });
  const { batches } = await other.plan(EVERYTHING, 3);
  const read = await readBatch(other, EVERYTHING, batches[0]);
  expect(read.map(({ id, payload }) => [id, payload])).toEqual([COUNT - 1, COUNT - 2, COUNT - 3].map((i) => [id(i), null]));
  await other.close();
});
