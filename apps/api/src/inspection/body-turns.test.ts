import { expect, it } from "vitest";
import { BodyTurns } from "./body-turns.ts";

/** Keeps the thread busy, as parsing a large body does. */
function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it("parses a body of another organisation before the second of one whose first took long", async () => {
  const turns = new BodyTurns({ perOrg: 16, total: 64 });
  const order: string[] = [];
  const send = (orgId: string, name: string, ms: number) =>
    turns.run({ orgId, caller: "" }, () => {
      work(ms);
      order.push(name);
      return name;
    });
  const all = [send("a", "a1", 8), send("a", "a2", 8), send("b", "b1", 0), send("b", "b2", 0)];
  expect(turns.waiting).toBe(4);
  expect(await Promise.all(all)).toEqual(["a1", "a2", "b1", "b2"]);
  expect(order).toEqual(["a1", "b1", "b2", "a2"]);
});

it("rejects with the error of the parser, and goes on", async () => {
  const turns = new BodyTurns({ perOrg: 16, total: 64 });
  const owner = { orgId: "a", caller: "" };
  const failed = turns.run(owner, () => {
    throw new Error("no JSON");
  });
  await expect(failed).rejects.toThrow("no JSON");
  expect(await turns.run(owner, () => 1)).toBe(1);
});

it("refuses a body when too many of its organisation wait", async () => {
  const turns = new BodyTurns({ perOrg: 1, total: 64 });
  const first = turns.run({ orgId: "a", caller: "" }, () => 1);
  await expect(turns.run({ orgId: "a", caller: "" }, () => 2)).rejects.toMatchObject({ code: "INSPECTION_QUEUE_FULL" });
  expect(await turns.run({ orgId: "b", caller: "" }, () => 3)).toBe(3);
  expect(await first).toBe(1);
});
