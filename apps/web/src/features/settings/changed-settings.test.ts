import { expect, it } from "vitest";
import { changedSettings, patternsOf } from "./changed-settings.ts";

const now = {
  environment_modes: { prod: "enforce", staging: "monitor", dev: "monitor" },
  environment_defaults: { prod: null, staging: null, dev: "allow" },
  default: "deny",
  plan_only: false,
  side_effect_free: [] as string[],
  review_widenings: false,
  epoch: 3,
} as const;

it("returns null when nothing changed", () => {
  expect(changedSettings(now, { ...now, environment_modes: { ...now.environment_modes } })).toBeNull();
});

it("returns only the changed settings", () => {
  const chosen = { ...now, environment_modes: { ...now.environment_modes, dev: "report_only" as const }, plan_only: true };
  expect(changedSettings(now, chosen)).toEqual({ environment_modes: { dev: "report_only" }, plan_only: true });
});

it("returns a changed default", () => {
  expect(changedSettings(now, { ...now, default: "allow" })).toEqual({ default: "allow" });
});

it("returns an environment's default, also when it inherits again", () => {
  const chosen = { ...now, environment_defaults: { prod: "deny" as const, staging: null, dev: null } };
  expect(changedSettings(now, chosen)).toEqual({ environment_defaults: { prod: "deny", dev: null } });
});

it("returns the actions without side effects without duplicates", () => {
  expect(changedSettings(now, { ...now, side_effect_free: patternsOf(" doc.read, report.*\ndoc.read ,") })).toEqual({
    side_effect_free: ["doc.read", "report.*"],
  });
});
