import { expect, test } from "vitest";
import { grantOrgScope } from "./org-scope.ts";
import { readTogether } from "./read-together.ts";

const SCOPE = grantOrgScope("org");

/** Returns a combined read whose single reads end when the test says so, and the ids that they were asked for. */
function heldReads(limit: number) {
  const reads: { ids: readonly string[]; end: () => void; fail: (error: Error) => void }[] = [];
  const read = readTogether<string>(limit, (_scope, ids) => {
    return new Promise((resolve, reject) => {
      reads.push({ ids, end: () => resolve(new Map(ids.filter((id) => id !== "missing").map((id) => [id, `row ${id}`]))), fail: reject });
    });
  });
  return { read, reads };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("calls of one turn share a read, and each id is read once", async () => {
  const { read, reads } = heldReads(10);
  const all = Promise.all([read(SCOPE, "a"), read(SCOPE, "b"), read(SCOPE, "a"), read(SCOPE, "missing")]);
  await turn();
  expect(reads.map(({ ids }) => ids)).toEqual([["a", "b", "missing"]]);
  reads[0]?.end();
  await expect(all).resolves.toEqual(["row a", "row b", "row a", null]);
});

test("a call during a read waits for the next read, even for the same id", async () => {
  const { read, reads } = heldReads(10);
  const first = read(SCOPE, "a");
  await turn();
  const second = read(SCOPE, "a");
  await turn();
  expect(reads).toHaveLength(1);
  reads[0]?.end();
  await first;
  await turn();
  expect(reads.map(({ ids }) => ids)).toEqual([["a"], ["a"]]);
  reads[1]?.end();
  await expect(second).resolves.toBe("row a");
});

test("a read answers at most `limit` calls, and organisations do not wait for each other", async () => {
  const { read, reads } = heldReads(2);
  const calls = ["a", "b", "c"].map((id) => read(SCOPE, id));
  const other = read(grantOrgScope("other"), "d");
  await turn();
  expect(reads.map(({ ids }) => ids)).toEqual([["a", "b"], ["d"]]);
  reads[1]?.end();
  await expect(other).resolves.toBe("row d");
  reads[0]?.end();
  await turn();
  reads[2]?.end();
  await expect(Promise.all(calls)).resolves.toEqual(["row a", "row b", "row c"]);
});

test("a failed read rejects its calls only", async () => {
  const { read, reads } = heldReads(1);
  const calls = Promise.allSettled([read(SCOPE, "a"), read(SCOPE, "b")]);
  await turn();
  reads[0]?.fail(new Error("the connection broke"));
  await turn();
  reads[1]?.end();
  expect(await calls).toMatchObject([{ status: "rejected" }, { status: "fulfilled", value: "row b" }]);
});
