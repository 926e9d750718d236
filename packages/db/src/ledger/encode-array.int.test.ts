import { createTestDatabase, type TestDatabase } from "@agentlattice/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cell, type ColumnType, encodeArray } from "./encode-array.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Returns the JSON that Postgres reads from the encoded bytes. */
async function readBack(type: ColumnType, cells: readonly Cell[], as = type as string): Promise<unknown> {
  const [row] = await database.inspect<{ read: unknown }>(
    `SELECT (SELECT json_agg(x ORDER BY at) FROM unnest($1::${as}[]) WITH ORDINALITY u(x, at)) AS read`,
    [encodeArray(type, cells)],
  );
  return row?.read;
}

const UUID = "0110c853-1d09-52d8-d73e-1194e95b5f19";

test.each<[ColumnType, Cell[], unknown]>([
  [
    "uuid",
    [UUID, null, UUID.toUpperCase(), "ffffffff-ffff-ffff-ffff-ffffffffffff"],
    [UUID, null, UUID, "ffffffff-ffff-ffff-ffff-ffffffffffff"],
  ],
  [
    "bigint",
    [0, 1, -1, 2 ** 32, -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, 7n],
    [0, 1, -1, 2 ** 32, -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, 7],
  ],
  ["smallint", [0, -32_768, 32_767], [0, -32_768, 32_767]],
  ["numeric", ["0", "1.50", "0.000000000001", "123456789.98765", "10000", null], [0, 1.5, 1e-12, 123_456_789.98765, 10000, null]],
  ["text", ["", 'a,b{}"\\', "NULL", "ä𝄞", null], ["", 'a,b{}"\\', "NULL", "ä𝄞", null]],
  ["bytea", [Uint8Array.of(0, 255), "00ff", Buffer.alloc(0)], ["\\x00ff", "\\x00ff", "\\x"]],
  ["jsonb", [{ a: [1, "ü"] }, null], [{ a: [1, "ü"] }, null]],
  ["timestamptz", [0, Date.parse("2026-11-21T08:00:00.123Z"), null], ["1970-01-01T00:00:00+00:00", "2026-11-21T08:00:00.123+00:00", null]],
  ["text", [], null],
])("Postgres reads %s", async (type, cells, expected) => {
  expect(await readBack(type, cells)).toEqual(expected);
});

test.each(["", "not-a-uuid", `${UUID}0`, UUID.slice(1), UUID.replace("d", "g"), UUID.replace("d", "é")])("%j is not a uuid", (text) => {
  expect(() => encodeArray("uuid", [text])).toThrow("not a uuid");
});
