import { expect, it } from "vitest";
import { effectiveMode } from "./effective-mode.ts";
import type { PolicyMode, Verdict } from "./verdict.ts";

it.each<[string, Verdict["status"], number, PolicyMode[], PolicyMode]>([
  ["policies in force", "executed", 1, ["monitor"], "enforce"],
  ["a default without monitored policies", "executed", 0, [], "enforce"],
  ["a default that policies only watched", "executed", 0, ["report_only", "monitor"], "monitor"],
  ["a default that policies were only matched by", "executed", 0, ["report_only"], "report_only"],
  ["a denial that policies only watched", "denied", 0, ["monitor"], "enforce"],
])("%s", (_, status, applied, shadow, mode) => {
  expect(effectiveMode({ status, policies: Array.from({ length: applied }), shadow: shadow.map((mode) => ({ mode })) })).toBe(mode);
});
