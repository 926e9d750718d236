import type { Budget } from "@agentlattice/contract";
import { describe, expect, it } from "vitest";
import { formatMeasure, formatUsd, nameSubject, sharesOf, stateOf } from "./budget-words.ts";

const budget = (change: Partial<Budget> = {}): Budget => ({
  policy: { id: "pol_1", name: "model-spending", version: 1 },
  path: "spec.limits[0].budget",
  mode: "enforce",
  actions: ["model.*"],
  environments: null,
  measure: "usd",
  per: "day",
  subject: { type: "agent", agent: { id: "agt_1", name: "release-bot" }, key: null },
  period: null,
  cap: "10.00",
  extended: "0.00",
  used: "4.00",
  reserved: "1.00",
  remaining: "5.00",
  exceeded: false,
  thresholds: [
    { share: 0.5, at: "5.00", passed: false },
    { share: 0.8, at: "8.00", passed: false },
  ],
  ...change,
});

it.each([
  ["usd", "1432.94", "$1,432.94"],
  ["tokens", 12_400, "12,400 tokens"],
  ["seconds", 90, "90 s"],
] as const)("formats %s", (measure, amount, text) => {
  expect(formatMeasure(measure, amount)).toBe(text);
});

it("keeps the digits of small amounts", () => {
  expect([formatUsd("0"), formatUsd("0.00192"), formatUsd("0.000001"), formatUsd("0.01")]).toEqual([
    "$0.00",
    "$0.0019",
    "$0.000001",
    "$0.01",
  ]);
});

describe("a budget", () => {
  it("is named by its subject, or by its policy before it is used", () => {
    expect(nameSubject(budget())).toBe("release-bot");
    expect(nameSubject(budget({ subject: { type: "organisation", agent: null, key: null } }))).toBe("Organisation");
    expect(nameSubject(budget({ subject: null }))).toBe("model-spending");
  });

  it("has the state that matters most", () => {
    const passed = [{ share: 0.5, at: "5.00", passed: true }];
    expect(stateOf(budget()).word).toBe("Within the cap");
    expect(stateOf(budget({ thresholds: passed }))).toEqual({ word: "50 % passed", tone: "hold" });
    expect(stateOf(budget({ thresholds: passed, remaining: "0.00" })).word).toBe("At the cap");
    expect(stateOf(budget({ exceeded: true, remaining: "0.00" })).word).toBe("Above the cap");
    expect(stateOf(budget({ subject: null })).word).toBe("Not used");
  });

  it("fills its bar at most once", () => {
    expect(sharesOf(budget())).toEqual({ used: 40, reserved: 10 });
    expect(sharesOf(budget({ used: "25.00" }))).toEqual({ used: 100, reserved: 0 });
  });
});
