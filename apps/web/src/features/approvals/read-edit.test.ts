import { describe, expect, it } from "vitest";
import { describeBounds, fieldValue, problemOf, readEdits, readTyped } from "./read-edit.ts";

const amount = { field: "amount", max: "requested" as const, min: 10 };

describe("editable fields", () => {
  it("are read by path, or from the metadata", () => {
    const submission = { metadata: { amount: 500, deep: { x: "y" } }, tool: { arguments: { to: "ana" } }, content: "text" };
    expect(
      ["amount", "metadata.amount", "deep.x", "tool.arguments.to", "content", "missing", "deep"].map((f) => fieldValue(submission, f)),
    ).toEqual([500, 500, "y", "ana", "text", null, null]);
  });

  it("keep their type", () => {
    expect([readTyped("350", 500), readTyped("x", 500), readTyped("", 500), readTyped("350", "500"), readTyped("true", false)]).toEqual([
      350,
      null,
      null,
      "350",
      true,
    ]);
  });

  it("name the bound that a value misses", () => {
    expect(describeBounds(amount, 500)).toBe("at least 10, at most 500");
    expect(["501", "9", "x", "500", "10"].map((text) => problemOf(amount, text, 500))).toEqual([
      "Enter at most 500.",
      "Enter at least 10.",
      "Enter a number.",
      null,
      null,
    ]);
    expect(problemOf({ field: "to", one_of: ["ana", "bo"] }, "eve", "ana")).toBe("Enter one of ana, bo.");
  });

  it("are sent only when they changed", () => {
    const submission = { action_type: "refund.issue", metadata: { amount: 400 } };
    const approval = { editable: [amount], submission, requested: { action_type: "refund.issue", metadata: { amount: 500 } } };
    expect(readEdits(approval, {})).toEqual({ edits: {}, problem: null });
    expect(readEdits(approval, { amount: "400" })).toEqual({ edits: {}, problem: null });
    expect(readEdits(approval, { amount: "450" })).toEqual({ edits: { amount: 450 }, problem: null });
    expect(readEdits(approval, { amount: "5" }).problem).toBe("amount: Enter at least 10.");
  });
});
