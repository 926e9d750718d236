import { expect, test } from "vitest";
import { Timeline } from "./timeline.ts";

function play(timeline: Timeline): number[] {
  const times: number[] = [];
  for (let next = timeline.take(); next; next = timeline.take()) {
    times.push(next.at);
    next.happen();
  }
  return times;
}

test("things happen in order of time, those of one moment in the order they were planned, and none after the end", () => {
  const timeline = new Timeline(100);
  const told: string[] = [];
  for (const [at, name] of [
    [50, "c"],
    [10, "a"],
    [50, "d"],
    [100, "e"],
    [101, "never"],
    [20, "b"],
  ] as const)
    timeline.add(at, () => told.push(name));
  expect(play(timeline)).toEqual([10, 20, 50, 50, 100]);
  expect(told.join("")).toBe("abcde");
});

test("what happens may plan more", () => {
  const timeline = new Timeline(100);
  const told: string[] = [];
  timeline.add(10, () => {
    told.push("asked");
    timeline.add(12, () => told.push("answered"));
  });
  timeline.add(14, () => told.push("later"));
  expect(play(timeline)).toEqual([10, 12, 14]);
  expect(told).toEqual(["asked", "answered", "later"]);
});
