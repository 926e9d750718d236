import { describe, expect, it } from "vitest";
import { describeBounds, problemOf, readEdits, readTyped, submittedFields } from "./read-edit.ts";

const NOT_A_NUMBER = "Enter a number in digits, such as 250 or 12.5.";
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
      NOT_A_NUMBER,
      null,
      null,
    ]);
    expect(problemOf(to, "eve")).toBe("Enter one of ana, bo.");
  });

  it("take numbers as plain decimals only", () => {
    const texts = ["0x10", "1e2", "Infinity", "1,000", "+5", ".5", "", "12.5", " 12 ", "-3"];
    expect(texts.map((text) => readTyped(text, 500))).toEqual([null, null, null, null, null, null, null, 12.5, 12, -3]);
    const asText = { ...amount, current: "400", requested: "500" };
    expect(["0x10", "1e2", "12.5", "501"].map((text) => problemOf(asText, text))).toEqual([
      NOT_A_NUMBER,
      NOT_A_NUMBER,
      null,
      "Enter at most 500.",
    ]);
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
