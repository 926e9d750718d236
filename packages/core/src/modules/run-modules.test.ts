import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { DECISION_SEVERITY, type DecisionAction } from "../evidence/decision-actions.ts";
import { factsOf } from "../policy/test/case-files.ts";
import { applyEdits, planEdits } from "./apply-edits.ts";
import { compileModules } from "./compile-modules.ts";
import { type Edit, type ModuleOutcome, NOTHING, type PolicyModule } from "./module.ts";
import { moduleConfig } from "./module-config.ts";
import { runModules } from "./run-modules.ts";
import { submissionTexts } from "./submission-texts.ts";

const input = { facts: factsOf(), tools: { fingerprint: () => "", verifySignature: () => false }, scan: {} };

function moduleThat(name: string, says: () => ModuleOutcome): PolicyModule {
  return { name, schema: moduleConfig({ level: z.number().optional() }), denial: "CONTENT_BLOCKED", compile: () => says };
}

function run(modules: PolicyModule[], config: Record<string, unknown> = {}) {
  const written = Object.fromEntries(modules.map(({ name }) => [name, config[name] ?? {}]));
  return runModules(compileModules(written, modules), input);
}

const actions = fc.constantFrom(...(Object.keys(DECISION_SEVERITY) as DecisionAction[]));

describe("modules of one policy", () => {
  it("give the most restrictive action and every obligation, in any order", () => {
    fc.assert(
      fc.property(fc.array(actions, { minLength: 1, maxLength: 5 }), fc.func(fc.nat()), (said, shuffle) => {
        const modules = said.map((action, i) => moduleThat(`m${i}`, () => ({ ...NOTHING, action, obligations: [{ type: `o${i}` }] })));
        const shuffled = [...modules].sort((a, b) => shuffle(a.name) - shuffle(b.name));
        const one = run(modules);
        const other = run(shuffled);
        expect(other.action).toBe(one.action);
        expect(DECISION_SEVERITY[one.action]).toBe(Math.max(...said.map((action) => DECISION_SEVERITY[action])));
        expect(new Set(other.obligations.map(({ type }) => type))).toEqual(new Set(one.obligations.map(({ type }) => type)));
      }),
    );
  });

  it("a redaction requires redact, and a denial redacts the record", () => {
    const edits: Edit[] = [{ at: ["content"], part: "value", start: 0, end: 4, text: "[x]" }];
    const redacting = moduleThat("redacts", () => ({ action: "REDACT", reason_codes: ["A"], risk: 70, edits }));
    const denying = moduleThat("denies", () => ({ action: "DENY", reason_codes: ["B"], risk: 100 }));
    expect(run([redacting])).toMatchObject({ action: "REDACT", rewrites: true, obligations: [{ type: "redact", module: "redacts" }] });
    expect(run([redacting, denying])).toMatchObject({
      action: "DENY",
      denial: "CONTENT_BLOCKED",
      edits,
      reason_codes: ["A", "B"],
      risk: 100,
    });
  });

  it.each([
    [undefined, "DENY", "MODULE_FAILED"],
    ["deny", "DENY", "MODULE_FAILED"],
    ["approve", "REQUIRE_APPROVAL", undefined],
    ["allow", "ALLOW", undefined],
  ])("that throws, with on_error %s", (on_error, action, denial) => {
    const failing = moduleThat("fails", () => {
      throw new Error("sk_live_secret");
    });
    const said = run([failing], { fails: { on_error } });
    expect(said).toMatchObject({ action, reason_codes: ["MODULE_FAILED"] });
    expect(said.denial).toBe(denial);
    expect(JSON.stringify(said)).not.toContain("sk_live_secret");
  });

  it("run in the registry's order whatever the document's", () => {
    const modules = ["a", "b"].map((name) => moduleThat(name, () => ({ ...NOTHING, reason_codes: [name.toUpperCase()] })));
    expect(runModules(compileModules({ b: {}, a: {} }, modules), input).reason_codes).toEqual(["A", "B"]);
  });
});

describe("edits of a submission", () => {
  const submission = {
    action_type: "mail.send",
    content: "call 555-0100 now",
    metadata: { "key sk_1": { nested: ["x", "sk_1"] }, "key sk_2": 4111 },
  };
  const edit = (at: Edit["at"], start: number, end: number, text: string, part: Edit["part"] = "value"): Edit => ({
    at,
    part,
    start,
    end,
    text,
  });

  it("change values, numbers and names of members", () => {
    const plan = planEdits([
      edit(["content"], 5, 13, "[phone]"),
      edit(["metadata", "key sk_1", "nested", 1], 0, 4, "[secret]"),
      edit(["metadata", "key sk_1"], 4, 8, "[secret]", "key"),
      edit(["metadata", "key sk_2"], 4, 8, "[secret]", "key"),
      edit(["metadata", "key sk_2"], 0, 4, "[card]"),
    ]);
    expect(applyEdits(submission, plan)).toEqual({
      action_type: "mail.send",
      content: "call [phone] now",
      metadata: { "key [secret]": { nested: ["x", "[secret]"] }, "key [secret]_2": "[card]" },
    });
    expect(plan.shown(["metadata", "key sk_1", "nested", 1])).toEqual(["metadata", "key [secret]", "nested", 1]);
  });

  it("keep every member whose name becomes equal to another", () => {
    const names = Array.from({ length: 5_000 }, (_, i) => `k${String(i).padStart(4, "0")}`);
    const members = Object.fromEntries([...names, "[x]_3"].map((name) => [name, name]));
    const plan = planEdits(names.map((name) => edit(["after", name], 0, 5, "[x]", "key")));
    const { after } = applyEdits({ action_type: "a", after: members }, plan) as unknown as { after: Record<string, string> };
    expect(Object.values(after)).toEqual([...names, "[x]_3"]);
    expect(Object.keys(after).slice(0, 4)).toEqual(["[x]", "[x]_2", "[x]_3", "[x]_4"]);
  });

  it("that overlap replace everything that any of them covers", () => {
    const text = fc.string({ minLength: 1, maxLength: 40 });
    const span = fc.tuple(fc.nat(40), fc.nat(40)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(text, fc.array(span, { minLength: 1, maxLength: 6 }), fc.func(fc.nat()), (content, spans, shuffle) => {
        const edits = spans.map(([start, end]) =>
          edit(["content"], Math.min(start, content.length), Math.min(end, content.length), "\u0000"),
        );
        const covered = new Set(edits.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)));
        const shown = (of: Edit[]) => applyEdits({ action_type: "a", content }, planEdits(of)).content as string;
        const left =
          [...content].length === content.length
            ? content
                .split("")
                .filter((_, i) => !covered.has(i))
                .join("")
            : null;
        if (left !== null && !content.includes("\u0000")) expect(shown(edits).replaceAll("\u0000", "")).toBe(left);
        expect(shown([...edits].sort((a, b) => shuffle(JSON.stringify(a)) - shuffle(JSON.stringify(b))))).toBe(shown(edits));
      }),
    );
  });

  it("find every text of a submission", () => {
    expect(submissionTexts({ ...submission, supports: ["redact"] }).map(({ text }) => text)).toEqual([
      "call 555-0100 now",
      "key sk_1",
      "nested",
      "x",
      "sk_1",
      "key sk_2",
      "4111",
    ]);
  });
});
