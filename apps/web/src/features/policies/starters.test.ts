import type { Submission } from "@agentlattice/core";
import { openCases, runCase } from "@agentlattice/core/cases";
import { parsePolicyYaml } from "@agentlattice/core/policy";
import { describe, expect, it } from "vitest";
import { STARTERS } from "./starters.ts";

describe.each(STARTERS)("the starter $name", ({ yaml }) => {
  const parsed = parsePolicyYaml(yaml);

  it("is valid and its cases pass", () => {
    expect(parsed.ok ? [] : parsed.issues).toEqual([]);
    if (!parsed.ok) return;
    const cases = parsed.policy.cases ?? [];
    expect(cases.length).toBeGreaterThan(0);
    const bench = openCases(parsed.policy, "UTC");
    for (const one of cases)
      expect({ ...one, actual: runCase(bench, { ...one, input: one.input as Submission }).action }).toMatchObject({ actual: one.expect });
  });
});
