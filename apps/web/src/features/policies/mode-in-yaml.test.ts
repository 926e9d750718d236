import { parsePolicyYaml } from "@agentlattice/core/policy";
import { describe, expect, it } from "vitest";
import { modeIn, withMode } from "./mode-in-yaml.ts";
import { STARTERS } from "./starters.ts";

const text = (mode = "") =>
  `apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: x }\nspec: # what it does\n${mode}  match: { actions: [pr.merge] }\n  effect: allow\n`;

function modeOf(yaml: string): unknown {
  const parsed = parsePolicyYaml(yaml);
  return parsed.ok ? (parsed.policy.spec.mode ?? "enforce") : parsed.issues;
}

describe("the mode of a text", () => {
  it.each([
    [text(), "enforce"],
    [text("  mode: monitor # for now\n"), "monitor"],
    [text("  mode:   report_only\n"), "report_only"],
    [text('  "mode": monitor\n'), null],
    ["not: a\npolicy: at all\n", null],
  ] as const)("%j", (yaml, mode) => {
    expect(modeIn(yaml)).toBe(mode);
  });

  it.each([text(), text("  mode: enforce # for now\n"), ...STARTERS.map(({ yaml }) => yaml)])(
    "is changed in place and read back",
    (yaml) => {
      for (const mode of ["monitor", "report_only", "enforce"] as const) {
        const changed = withMode(yaml, mode);
        expect(modeIn(changed)).toBe(mode);
        expect(modeOf(changed)).toBe(mode);
      }
      expect(withMode(text("  mode: enforce # for now\n"), "monitor")).toContain("mode: monitor # for now");
    },
  );
});
