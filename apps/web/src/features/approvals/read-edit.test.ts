import { describe, expect, it } from "vitest";
import { describeBounds, problemOf, readEdits, readTyped, submittedFields } from "./read-edit.ts";

const amount = { field: "amount", max: "requested" as const, min: 10, current: 400, requested: 500 };
const to = { field: "to", one_of: ["ana", "bo"], current: "ana", requested: "ana" };
const missing = { field: "missing", current: null, requested: null };

describe("editable fields", () => {
  it("are those with a value", () => {
    expect(submittedFields({ editable: [amount, missing, to] })).toEqual([amount, to]);
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
    expect(describeBounds(amount)).toBe("at least 10, at most 500");
    expect(["501", "9", "x", "500", "10"].map((text) => problemOf(amount, text))).toEqual([
      "Enter at most 500.",
      "Enter at least 10.",
      "Enter a number.",
      null,
      null,
    ]);
    expect(problemOf(to, "eve")).toBe("Enter one of ana, bo.");
  });

  it("are sent only when they changed", () => {
    const approval = { editable: [amount, missing] };
    expect(readEdits(approval, {})).toEqual({ edits: {}, problem: null });
    expect(readEdits(approval, { amount: "400" })).toEqual({ edits: {}, problem: null });
    expect(readEdits(approval, { amount: "450" })).toEqual({ edits: { amount: 450 }, problem: null });
    expect(readEdits(approval, { missing: "1" })).toEqual({ edits: {}, problem: null });
    expect(readEdits(approval, { amount: "5" }).problem).toBe("amount: Enter at least 10.");
  });
});
