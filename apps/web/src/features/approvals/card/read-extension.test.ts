import type { ApprovalReview } from "@agentlattice/contract";
import { describe, expect, it } from "vitest";
import { describeAmounts, extensionFields, readExtension } from "./read-extension.ts";

type Cap = NonNullable<ApprovalReview["extension"]>["caps"][number];
const cap = (more: Partial<Cap>): Cap => ({
  policy: { id: "pol_1", name: "spend" },
  path: "spec.limits[0].budget",
  measure: "usd",
  cap: "1.00",
  needed: "0.30",
  max: "2.00",
  ...more,
});
const approval = {
  extension: { caps: [cap({}), cap({ needed: "0.40", max: "10.00" }), cap({ measure: "calls", needed: 2, max: 5 })], amounts: null },
};

describe("the amounts of an approval that extends budgets", () => {
  it("are one for each measure, within every bound", () => {
    expect(extensionFields(approval)).toMatchObject([
      { measure: "usd", proposed: "0.40", min: "0.40", max: "2.00" },
      { measure: "calls", proposed: "2", max: "5" },
    ]);
    expect(extensionFields({})).toEqual([]);
  });

  it("are at most what earlier extensions of the period leave", () => {
    const late = { extension: { caps: [cap({ left: "0.35" }), cap({ max: "10.00", left: "9.00" })], amounts: null } };
    expect(extensionFields(late)).toMatchObject([{ min: "0.30", max: "0.35" }]);
    expect(readExtension(late, { "extend usd": "0.36" }).problem).toBe("Enter at most 0.35.");
    const used = { extension: { caps: [cap({ left: "0.20" })], amounts: null } };
    expect(readExtension(used, {}).problem).toBe(
      "The request needs 0.30, and earlier extensions of the period leave 0.20. Deny the request.",
    );
  });

  it("are those of earlier votes when there are any", () => {
    expect(extensionFields({ extension: { ...approval.extension, amounts: { usd: "1.50", calls: 3 } } })).toMatchObject([
      { proposed: "1.50" },
      { proposed: "3" },
    ]);
  });

  it.each([
    [{}, { extend: { usd: "0.40", calls: 2 }, problem: null }],
    [
      { "extend usd": "1.25", "extend calls": "5" },
      { extend: { usd: "1.25", calls: 5 }, problem: null },
    ],
    [{ "extend usd": "2.01" }, { problem: "Enter at most 2.00." }],
    [{ "extend usd": "0.39" }, { problem: "Enter at least 0.40, which the request needs." }],
    [{ "extend usd": "0" }, { problem: "Enter an amount such as 5.00." }],
    [{ "extend calls": "1.5" }, { problem: "Enter a whole number above 0." }],
  ])("are read from %j", (typed, expected) => {
    expect(readExtension(approval, typed)).toMatchObject(expected);
  });

  it("are described with their units", () => {
    expect(describeAmounts({ usd: "5.00", calls: 3 })).toBe("$5.00 and 3 calls");
  });
});
