import { describe, expect, it, vi } from "vitest";
import { findTogether } from "./find-together.ts";

const hashOf = (n: number) => Uint8Array.of(n);

describe("look-ups by hash", () => {
  it("of the same turn share queries of limited size, and each call gets its own answer", async () => {
    const findAll = vi.fn(async (hashes: readonly Uint8Array[]) => hashes.map(([n]) => (n === 2 ? null : `row ${n}`)));
    const find = findTogether<string>(3, findAll);
    expect(await Promise.all([1, 2, 3, 3].map((n) => find(hashOf(n))))).toEqual(["row 1", null, "row 3", "row 3"]);
    expect(findAll.mock.calls.map(([hashes]) => hashes.length)).toEqual([3, 1]);
  });

  it("of a later turn start another read, even while the first one runs", async () => {
    const running: ((rows: string[]) => void)[] = [];
    const find = findTogether<string>(3, () => new Promise((resolve) => running.push(resolve)));
    const first = find(hashOf(1));
    await new Promise((resume) => setImmediate(resume));
    const second = find(hashOf(1));
    await new Promise((resume) => setImmediate(resume));
    expect(running).toHaveLength(2);
    running[1]?.(["new"]);
    running[0]?.(["old"]);
    expect(await Promise.all([first, second])).toEqual(["old", "new"]);
  });

  it("fail together", async () => {
    const find = findTogether<string>(3, () => Promise.reject(new Error("no connection")));
    const results = await Promise.allSettled([find(hashOf(1)), find(hashOf(2))]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});
