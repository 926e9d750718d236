import { describe, expect, it } from "vitest";
import type { Json } from "../../model/json.ts";
import { factsOf } from "../../policy/test/case-files.ts";
import { checkOutcome, type ReportedOutcome } from "./check-outcome.ts";
import { contract } from "./contract.ts";

const facts = factsOf({ submission: { action_type: "refund.issue", metadata: { amount: 40, outcome: { status: "success" } } } });
const tools = { fingerprint: () => "", verifySignature: () => false };

function check(post: unknown, outcome: ReportedOutcome) {
  const evaluate = contract.compile(contract.schema.parse({ post }));
  const obligations = (evaluate({ facts, tools, scan: {} }).obligations ?? []).map((duty) => ({
    ...duty,
    policy: "refunds",
    module: "contract",
  }));
  return checkOutcome(obligations, outcome, facts).map(({ name, result }) => `${name} ${result}`);
}

const succeeded = { field: "outcome.status", operator: "eq", value: "success" };
const booked = { field: "outcome.metadata.booked", operator: "lte", value: 40 };

describe("postconditions", () => {
  it.each<[string, unknown, ReportedOutcome, string[]]>([
    ["that hold", [{ name: "went_well", holds: succeeded }], { status: "success" }, ["went_well holds"]],
    ["are looked at after a failure too", [{ name: "went_well", holds: succeeded }], { status: "failure" }, ["went_well broken"]],
    ["of what was reported", [{ name: "booked", holds: booked }], { status: "partial", metadata: { booked: 41 } }, ["booked broken"]],
    ["that nothing was reported about", [{ name: "booked", holds: booked }], { status: "success" }, ["booked unknown"]],
    ["are not met by what was submitted", [{ name: "went_well", holds: succeeded }], { status: "failure" }, ["went_well broken"]],
    [
      "of the submission",
      [{ name: "small", holds: { field: "amount", operator: "lt", value: 50 } }],
      { status: "failure" },
      ["small holds"],
    ],
    ["that the caller looks at: it says yes", ["mailed"], { status: "success", metadata: { checks: { mailed: true } } }, ["mailed holds"]],
    ["that the caller looks at: it says no", ["mailed"], { status: "success", metadata: { checks: { mailed: false } } }, ["mailed broken"]],
    ["that the caller says nothing of", ["mailed"], { status: "success" }, ["mailed unknown"]],
    ["that the caller says nonsense of", ["mailed"], { status: "success", metadata: { checks: "yes" as Json } }, ["mailed unknown"]],
    ["of both kinds", ["mailed", { name: "went_well", holds: succeeded }], { status: "success" }, ["mailed unknown", "went_well holds"]],
  ])("%s", (_, post, outcome, expected) => {
    expect(check(post, outcome)).toEqual(expected);
  });

  it("come from the contract module only, not from a policy's own obligation of the same name", () => {
    const own = { type: "postconditions", policy: "p", params: { checks: [{ name: "x", holds: {} }] } };
    expect(checkOutcome([own], { status: "success" }, facts)).toEqual([]);
  });
});
