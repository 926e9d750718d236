import { describe, expect, it } from "vitest";
import { type DueWork, DueWorker } from "./due-work.ts";

interface Row {
  readonly org_id: string;
  readonly id: number;
}

/** Runs due work with a clock that the test moves. */
function fixture(failing: ReadonlySet<string>) {
  let now = 0;
  const done: number[] = [];
  const failures: unknown[] = [];
  const deps = { now: () => now, log: { warn: (fields: object) => failures.push(fields) }, metrics: { sweepFailed: () => {} } };
  const worker = new DueWorker(deps as never);
  const open: Row[] = [];
  const work: DueWork<Row> = {
    find: async (without) => open.filter(({ org_id }) => !without.includes(org_id)).slice(0, 4),
    async run(orgId, rows) {
      if (failing.has(orgId)) throw new Error("diverged");
      for (const row of rows) {
        done.push(row.id);
        open.splice(open.indexOf(row), 1);
      }
    },
  };
  return { worker, work, open, done, failures, pass: (ms: number) => (now += ms) };
}

const rowsOf = (org_id: string, ...ids: number[]) => ids.map((id) => ({ org_id, id }));

describe("due work", () => {
  it("of other organisations is processed although one fails and fills the batch", async () => {
    const { worker, work, open, done, failures } = fixture(new Set(["bad"]));
    open.push(...rowsOf("bad", 1, 2, 3, 4, 5), ...rowsOf("good", 6));
    expect(await worker.run(work)).toBe(4);
    expect(await worker.run(work)).toBe(1);
    expect(done).toEqual([6]);
    expect(failures).toEqual([{ err: expect.any(Error), org: "bad" }]);
  });

  it("of a failing organisation is retried after 1, 2, 4, 8, 10 and 10 seconds", async () => {
    const { worker, work, open, failures, pass } = fixture(new Set(["bad"]));
    open.push(...rowsOf("bad", 1));
    await worker.run(work);
    for (const [round, seconds] of [1, 2, 4, 8, 10, 10].entries()) {
      pass(seconds * 1_000 - 1);
      expect(worker.paused()).toEqual(["bad"]);
      await worker.run(work);
      expect(failures).toHaveLength(round + 1);
      pass(1);
      await worker.run(work);
      expect(failures).toHaveLength(round + 2);
    }
  });

  it("is processed immediately again after a success", async () => {
    const failing = new Set(["bad"]);
    const { worker, work, open, done, pass } = fixture(failing);
    open.push(...rowsOf("bad", 1));
    await worker.run(work);
    failing.clear();
    pass(1_000);
    await worker.run(work);
    open.push(...rowsOf("bad", 2));
    await worker.run(work);
    expect(done).toEqual([1, 2]);
    expect(worker.paused()).toEqual([]);
  });
});
