import { expect, test } from "vitest";
import { Timeline } from "./timeline.ts";

function runAll(timeline: Timeline): number[] {
  const times: number[] = [];
  for (let next = timeline.take(); next; next = timeline.take()) {
    times.push(next.at);
    next.run();
  }
  return times;
}

test("runs events by time, then by order of planning, and drops events after the end", () => {
  const timeline = new Timeline(100);
  const ran: string[] = [];
  for (const [at, name] of [
    [50, "c"],
    [10, "a"],
    [50, "d"],
    [100, "e"],
    [101, "dropped"],
    [20, "b"],
  ] as const)
    timeline.add(at, () => ran.push(name));
  expect(runAll(timeline)).toEqual([10, 20, 50, 50, 100]);
  expect(ran.join("")).toBe("abcde");
});

test("runs events that another event planned", () => {
  const timeline = new Timeline(100);
  const ran: string[] = [];
  timeline.add(10, () => {
    ran.push("requested");
    timeline.add(12, () => ran.push("answered"));
  });
  timeline.add(14, () => ran.push("later"));
  expect(runAll(timeline)).toEqual([10, 12, 14]);
  expect(ran).toEqual(["requested", "answered", "later"]);
});
