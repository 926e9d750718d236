import type { RunEvent } from "@agentlattice/contract";
import { describe, expect, it } from "vitest";
import { countGaps, sumCosts, toRows } from "./timeline-rows.ts";

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 4, 0, second)).toISOString();
const event = (run_seq: number, type: string, more: Partial<RunEvent> = {}): RunEvent => ({
  run_seq,
  kind: "lifecycle",
  type,
  agent_id: null,
  iteration_index: null,
  at: at(run_seq),
  recorded_at: at(run_seq),
  correlation_id: "cor_01h455vb4pex5vsknk084sn02q",
  data: null,
  withheld: null,
  entry: null,
  ...more,
});
const about = (approval_id: string) => ({ kind: "governance" as const, entry: { approval_id } as RunEvent["entry"] });
const names = (events: RunEvent[], isWhole = true) =>
  toRows(events, isWhole).map((row) =>
    row.row === "event" ? row.event.type : row.row === "pause" ? `pause to ${row.to?.slice(17, 19)}` : row.row,
  );

describe("the rows of a timeline", () => {
  it("begin each iteration with a head, and keep follow-ups of the same iteration together", () => {
    const rows = names([
      event(1, "run.started"),
      event(2, "llm.completed", { iteration_index: 0 }),
      event(3, "tool.completed", { iteration_index: 0 }),
      event(4, "tool.completed"),
      event(5, "llm.completed", { iteration_index: 1 }),
    ]);
    expect(rows).toEqual(["run.started", "iteration", "llm.completed", "tool.completed", "tool.completed", "iteration", "llm.completed"]);
  });

  it("show a pause from a request to its decision, also when others lie between", () => {
    const events = [
      event(1, "approval.requested", about("a")),
      event(2, "approval.requested", about("b")),
      event(3, "approval.decided", about("b")),
      event(4, "run.paused"),
      event(5, "approval.decided", about("a")),
      event(6, "run.resumed"),
    ];
    expect(names(events)).toEqual([
      "approval.requested",
      "pause to 05",
      "approval.requested",
      "pause to 03",
      "approval.decided",
      "run.paused",
      "pause to 06",
      "approval.decided",
      "run.resumed",
    ]);
  });

  it("leave the end of a pause open only when all events are loaded", () => {
    const events = [event(1, "approval.requested", about("a"))];
    expect(names(events)).toEqual(["approval.requested", "pause to undefined"]);
    expect(names(events, false)).toEqual(["approval.requested"]);
  });

  it("show missing numbers", () => {
    expect(toRows([event(1, "run.started"), event(4, "run.completed")], true)[1]).toMatchObject({ row: "gap", from: 2, to: 3 });
  });
});

it("adds costs exactly", () => {
  const costing = (usd: unknown) => event(1, "llm.completed", { data: { usd } as RunEvent["data"] });
  expect(sumCosts([costing("0.1"), costing("0.2"), costing("0.000000001"), costing(3)])).toBe("0.300000001");
  expect(sumCosts([costing("12"), costing("0.5")])).toBe("12.50");
  expect(sumCosts([event(1, "run.started")])).toBeNull();
});

it("an iteration counts its own events and adds their costs", () => {
  const rows = toRows(
    [
      event(1, "llm.completed", { iteration_index: 0, data: { usd: "0.10" } }),
      event(2, "tool.completed", { data: { usd: "0.02" } }),
      event(3, "llm.completed", { iteration_index: 1 }),
    ],
    true,
  );
  expect(rows.filter(({ row }) => row === "iteration")).toMatchObject([
    { index: 0, events: 2, usd: "0.12" },
    { index: 1, events: 1, usd: null },
  ]);
});

it("gaps are counted between the loaded events", () => {
  expect(countGaps([event(3, "a"), event(4, "b"), event(7, "c")])).toBe(1);
});
