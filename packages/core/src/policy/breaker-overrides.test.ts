import { describe, expect, it } from "vitest";
import { compileBundle } from "./compile-bundle.ts";
import { evaluate } from "./evaluate.ts";
import { documentOf, factsOf, sourcesOf } from "./test/case-files.ts";

const tools = { fingerprint: (text: string) => text, verifySignature: () => true };
const facts = factsOf({ submission: { action_type: "doc.read" }, agent: { id: "agt_child" }, ancestors: [{ id: "agt_root" }] });
const policies = sourcesOf([
  documentOf({
    metadata: { name: "reads" },
    spec: { match: { actions: ["doc.*"] }, effect: "allow", modules: { breaker: { min_calls: 1 } } },
  }),
]);
const decide = (breakerOverrides: Record<string, "open" | "closed">) =>
  evaluate(facts, compileBundle({ policies, breakerOverrides }), { tools });
const keysOf = (verdict: ReturnType<typeof decide>) =>
  (verdict.settle?.checks ?? []).flatMap((check) => ("keys" in check ? check.keys : [])).map((key) => key.split(":").at(-1));

describe("a breaker with an override", () => {
  it.each(["agt_child", "agt_root"])("forced open at %s denies, whatever the policies", (id) => {
    expect(decide({ [id]: "open" })).toMatchObject({
      status: "denied",
      denial_reason: "BREAKER_OPEN",
      event_types: expect.arrayContaining(["enforcement.triggered"]),
    });
  });

  it("forced closed is neither checked nor charged, unlike the others of the chain", () => {
    expect(keysOf(decide({}))).toEqual(["agt_root", "agt_child"]);
    expect(keysOf(decide({ agt_child: "closed" }))).toEqual(["agt_root"]);
    expect(keysOf(decide({ agt_child: "closed", agt_root: "closed" }))).toEqual([]);
  });

  it("at another agent has no effect", () => {
    expect(decide({ agt_other: "open" }).status).toBe("executed");
  });
});
