import { describe, expect, it } from "vitest";
import { FairQueue, type FullQueue } from "./fair-queue.ts";

function filled(limits: { perOrg: number; total: number }, items: readonly string[]) {
  const queue = new FairQueue<string>(limits);
  const gone: [string, FullQueue][] = [];
  /** An item such as `a1` is of the organisation `a`, and `a.x1` of its caller `x`. */
  const push = (item: string) => {
    const [orgId = "", caller = ""] = item.replace(/\d/, "").split(".");
    queue.push({ orgId, caller }, item, (full) => gone.push([item, full]));
  };
  for (const item of items) push(item);
  const drain = () => Array.from({ length: queue.size }, () => queue.shift());
  return { queue, gone, push, drain };
}

describe("queues of organisations", () => {
  it("are served in turn, however long one is", () => {
    const { drain } = filled({ perOrg: 9, total: 99 }, ["a1", "a2", "a3", "a4", "b1", "c1", "c2"]);
    expect(drain()).toEqual(["a1", "b1", "c1", "a2", "c2", "a3", "a4"]);
  });

  it("append behind a turn that has just ended", () => {
    const { queue, push, drain } = filled({ perOrg: 9, total: 99 }, ["a1", "a2", "b1"]);
    expect(queue.shift()).toBe("a1");
    push("c1");
    expect(drain()).toEqual(["b1", "a2", "c1"]);
    expect(queue.shift()).toBeUndefined();
  });

  it("have a limit each", () => {
    const { gone, drain } = filled({ perOrg: 2, total: 99 }, ["a1", "a2", "a3", "b1"]);
    expect(gone).toEqual([["a3", "own_queue"]]);
    expect(drain()).toEqual(["a1", "b1", "a2"]);
  });

  it("drop the newest item of the longest queue when all are full", () => {
    const { gone, push, drain } = filled({ perOrg: 9, total: 4 }, ["a1", "a2", "a3", "b1"]);
    push("c1");
    expect(gone).toEqual([["a3", "all_queues"]]);
    push("a4");
    expect(gone.at(-1)).toEqual(["a4", "all_queues"]);
    push("b2");
    expect(gone.at(-1)).toEqual(["b2", "all_queues"]);
    expect(drain()).toEqual(["a1", "b1", "c1", "a2"]);
  });

  it("are served by caller in turn", () => {
    const { drain } = filled({ perOrg: 9, total: 99 }, ["a.x1", "a.x2", "a.x3", "b.x1", "a.y1", "a.y2"]);
    expect(drain()).toEqual(["a.x1", "b.x1", "a.y1", "a.x2", "a.y2", "a.x3"]);
  });

  it("drop items within an organisation in favour of a caller with a shorter queue", () => {
    const { gone, push, drain } = filled({ perOrg: 3, total: 99 }, ["a.x1", "a.x2", "a.x3"]);
    push("a.y1");
    expect(gone).toEqual([["a.x3", "own_queue"]]);
    push("a.x4");
    expect(gone.at(-1)).toEqual(["a.x4", "own_queue"]);
    push("a.y2");
    expect(gone.at(-1)).toEqual(["a.y2", "own_queue"]);
    push("a.z1");
    expect(gone.at(-1)).toEqual(["a.x2", "own_queue"]);
    expect(drain()).toEqual(["a.x1", "a.y1", "a.z1"]);
  });

  it("skip callers that are not served now, which keep their turns", () => {
    const { queue, drain } = filled({ perOrg: 9, total: 99 }, ["a.x1", "a.y1", "b.x1", "a.y2"]);
    expect(queue.shift(({ orgId, caller }) => orgId === "a" && caller === "y")).toBe("a.y1");
    expect(queue.shift(() => false)).toBeUndefined();
    expect(drain()).toEqual(["b.x1", "a.x1", "a.y2"]);
  });

  it("remove an item whose request has ended", () => {
    const { queue, drain } = filled({ perOrg: 9, total: 99 }, ["a.x1", "a.x2", "b.x1"]);
    queue.remove({ orgId: "a", caller: "x" }, "a.x1");
    queue.remove({ orgId: "b", caller: "x" }, "b.x1");
    queue.remove({ orgId: "b", caller: "x" }, "b.x1");
    expect(queue.size).toBe(1);
    expect(queue.sizeOf({ orgId: "a", caller: "x" })).toBe(1);
    expect(drain()).toEqual(["a.x2"]);
  });

  it("can be emptied", () => {
    const { queue } = filled({ perOrg: 9, total: 9 }, ["a1", "b1", "a2"]);
    expect([...queue.clear()].sort()).toEqual(["a1", "a2", "b1"]);
    expect(queue.size).toBe(0);
  });
});
