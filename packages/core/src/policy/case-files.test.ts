import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Condition } from "../conditions/condition.ts";
import { FIELD_NAMES } from "../conditions/fields.ts";
import { describeModules } from "./document/describe-modules.ts";
import { type ConditionCase, documentOf, type PolicyCase, readCaseFiles } from "./test/case-files.ts";
import { verdictOfCase } from "./test/run-policy-case.ts";

/* What each file of cases brings out that no other does: one that is lost is missed. */
const files = readCaseFiles().map(({ file, cases }) => ({ file, shown: new Set(cases.flatMap(shownBy)) }));
const all = new Set(files.flatMap(({ shown }) => [...shown]));

function shownBy(one: PolicyCase | ConditionCase): string[] {
  if ("condition" in one) return partsOf(one.condition).map((part) => `${part} ${one.value}`);
  const { action, reason_codes, policies, obligations, conditions_evaluated, shadow } = verdictOfCase(one);
  const documents = one.policies.map(documentOf);
  return [
    `action ${action}`,
    ...reason_codes.map((code) => `code ${code}`),
    ...[...policies, ...shadow].map(({ mode }) => `mode ${mode}`),
    ...documents.flatMap(({ spec }) => Object.keys(spec.modules ?? {}).map((module) => `module ${module}`)),
    ...documents.map(({ spec }) => `effect ${spec.effect}, otherwise ${spec.otherwise}: ${action}`),
    ...documents.flatMap(({ spec }) => Object.keys(spec.approval ?? {}).map((key) => `approval ${key}`)),
    ...obligations.map(({ type, module }) => `duty ${type} of ${module ?? "a policy"}`),
    ...documents.flatMap(({ spec }) => (spec.private && conditions_evaluated.some(({ actual }) => actual === null) ? ["private"] : [])),
  ];
}

/** Lists the combinators, operators, quantifiers and fields of a condition. */
function partsOf(condition: Condition): string[] {
  if ("all" in condition) return ["all", ...condition.all.flatMap(partsOf)];
  if ("any" in condition) return ["any", ...condition.any.flatMap(partsOf)];
  if ("not" in condition) return ["not", ...partsOf(condition.not)];
  const [root = ""] = condition.field.split(/[.[]/);
  const quantifiers = condition.field.match(/\[(?:any|every)\]/g) ?? [];
  return [
    condition.operator,
    `field ${FIELD_NAMES.includes(root) ? root : "metadata"}`,
    ...(quantifiers.length > 0 ? [quantifiers.join("")] : []),
  ];
}

const missing = (wanted: readonly string[]) => wanted.filter((one) => !all.has(one));
const threefold = (names: readonly string[]) => names.flatMap((name) => ["true", "false", "unknown"].map((value) => `${name} ${value}`));

describe("the cases cover", () => {
  it.each(files)("something in $file that no other file covers", ({ file, shown }) => {
    const others = new Set(files.flatMap((one) => (one.file === file ? [] : [...one.shown])));
    expect([...shown].filter((one) => !others.has(one))).not.toEqual([]);
  });

  it("every combinator and quantifier that is true, false and unknown", () => {
    expect(missing(threefold(["all", "any", "not", "[any]", "[every]"]))).toEqual([]);
  });

  it("every field that policies can read", () => {
    const looked = FIELD_NAMES.filter((name) => ["true", "false", "unknown"].some((value) => all.has(`field ${name} ${value}`)));
    expect(FIELD_NAMES.filter((name) => !looked.includes(name))).toEqual([]);
  });

  it("every effect, and both values of otherwise", () => {
    const effects = ["allow", "approve", "deny", "guard"].filter((effect) => ![...all].some((one) => one.startsWith(`effect ${effect},`)));
    expect(effects).toEqual([]);
    expect(missing(["effect allow, otherwise approve: REQUIRE_APPROVAL", "private"])).toEqual([]);
  });

  it("every module", () => {
    expect(missing(describeModules().map(({ name }) => `module ${name}`))).toEqual([]);
  });
});

describe("each module", () => {
  const folders = readdirSync(new URL("../modules/", import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "test")
    .map(({ name }) => name);

  it("has its own folder and a description with a schema and reason codes", () => {
    const described = describeModules().map(({ name }) => name);
    expect(folders.sort()).toEqual([...described].sort());
    for (const { config_schema, reason_codes, purpose } of describeModules()) {
      expect(config_schema).toMatchObject({ type: "object", additionalProperties: false });
      expect(reason_codes).not.toEqual([]);
      expect(purpose).toMatch(/^[A-Z].*\.$/);
    }
  });
});
