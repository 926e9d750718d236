import type { RunEvent } from "@agentlattice/contract";
import { describe, expect, it } from "vitest";
import { describeEvent } from "./describe-event.ts";

const governance = (type: string, entry: object | null) =>
  ({ kind: "governance", type, data: null, withheld: null, entry }) as unknown as RunEvent;

describe("describeEvent", () => {
  it("names the kind of an entry whose row begins with its action", () => {
    const entry = { action_type: "pr.merge", status: "denied", denial_reason: "NO_MATCH", event_types: ["guardrail.redacted"] };
    expect(describeEvent(governance("action.denied", entry))).toBe("action.denied, denied, NO_MATCH, redacted");
  });

  it("does not repeat the kind that the row begins with", () => {
    expect(describeEvent(governance("budget.reserved", { action_type: null, event_types: [] }))).toBe("");
    expect(describeEvent(governance("budget.reserved", null))).toBe("");
  });
});
