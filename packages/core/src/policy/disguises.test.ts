import { describe, expect, it } from "vitest";
import type { Condition } from "../conditions/condition.ts";
import { compileBundle } from "./compile-bundle.ts";
import type { Policy } from "./document/document.ts";
import { evaluate } from "./evaluate.ts";
import { documentOf, factsOf } from "./test/case-files.ts";

function statusOf(spec: Partial<Policy["spec"]>, command: unknown) {
  const document = documentOf({ metadata: { name: "p" }, spec: { match: { actions: ["*"] }, effect: "deny", ...spec } as Policy["spec"] });
  const policies = [{ id: "p", name: "p", version: 1, hash: "", document }];
  const facts = factsOf({ submission: { action_type: "shell.run", metadata: { command } as never } });
  return evaluate(facts, compileBundle({ policies, orgDefault: "allow" })).status;
}
const on = (operator: string, value: unknown) => ({ field: "command", operator, value }) as Condition;

const DISGUISES = ["RM -RF /", "rm  -rf /", "r\u200bm -rf /", "\uff52\uff4d -rf /", "rm \u2011rf /", "rm\u00a0-rf /"];

describe("a deny", () => {
  it.each(DISGUISES)("finds rm -rf in %s", (command) => {
    expect(statusOf({ when: on("contains", "rm -rf") }, command)).toBe("denied");
    expect(statusOf({ when: on("starts_with", "rm -rf") }, command)).toBe("denied");
    expect(statusOf({ when: on("in", ["rm -rf /", "mkfs"]) }, command)).toBe("denied");
    expect(statusOf({ when: on("eq", "rm -rf /") }, command)).toBe("denied");
    expect(statusOf({ when: on("matches", "(?i)rm -rf") }, command)).toBe("denied");
    expect(statusOf({ when: { not: on("not_contains", "rm -rf") } }, command)).toBe("denied");
    expect(statusOf({ effect: "guard", require: [on("not_contains", "rm -rf")] }, command)).toBe("denied");
    expect(statusOf({ effect: "allow", require: [{ not: on("contains", "rm -rf") }] }, command)).toBe("denied");
  });

  it("compares a blank at the end of a word", () => {
    expect(statusOf({ when: on("contains", " rm ") }, "alarm now")).toBe("executed");
    expect(statusOf({ when: on("contains", " rm ") }, "sudo  RM x")).toBe("denied");
  });
});

describe("a permission", () => {
  it.each(DISGUISES)("is not given for the disguise %s", (command) => {
    expect(statusOf({ effect: "allow", require: [on("eq", "rm -rf /")] }, command)).toBe("denied");
    expect(statusOf({ effect: "guard", require: [on("contains", "rm -rf")] }, command)).toBe("denied");
    expect(statusOf({ when: on("not_contains", "rm -rf") }, command)).toBe("denied");
  });
});
