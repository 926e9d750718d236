import { readdirSync, readFileSync } from "node:fs";
import { findPersonalData, layersOf } from "@agentlattice/detect";
import { describe, expect, it } from "vitest";
import { factsOf } from "../../policy/test/case-files.ts";
import { applyEdits, planEdits } from "../apply-edits.ts";
import { piiConfig } from "./config.ts";
import { pii } from "./pii.ts";
import { restorePlaceholders } from "./placeholder.ts";

interface PiiCase {
  readonly name: string;
  /** Name of the text. */
  readonly as?: string;
  readonly text: string;
  readonly found: readonly string[];
}

const folder = new URL("../../../../detect/cases/pii/", import.meta.url);
const cases: readonly PiiCase[] = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")));
const budget = () => ({ lookups: 150, regions: ["US"], known: new Map(), hints: new Map(), nationalIds: [] });
const fingerprint = (text: string) =>
  Array.from(text)
    .reduce((hash, char) => (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0, 7)
    .toString(16)
    .padStart(16, "0");
const evaluate = (submission: Record<string, unknown>, config: Record<string, unknown> = {}) =>
  pii.compile(piiConfig.parse(config))({
    facts: factsOf({ submission: submission as never }),
    tools: { fingerprint, verifySignature: () => false },
    scan: {},
  });

describe("personal data", () => {
  it.each(cases)("$name", ({ as = "", text, found }) => {
    const hits = findPersonalData(layersOf(text), as, budget()).filter(({ confidence }) => confidence >= 0.6);
    expect(hits.map(({ type, start, end }) => `${type} ${text.slice(start, end)}`)).toEqual(found);
  });

  it("still counts as a phone number by its form when the lookups are used up", () => {
    expect(
      findPersonalData(layersOf("+1 415 555 2671"), "", {
        lookups: 0,
        regions: ["US"],
        known: new Map(),
        hints: new Map(),
        nationalIds: [],
      }),
    ).toMatchObject([{ type: "phone", confidence: 0.6 }]);
  });
});

describe("module pii", () => {
  const content = "ana@acme.org paid with 4111 1111 1111 1111";
  const metadata = { "bob@acme.org": { card: 4111111111111111 }, note: "ANA@acme.org again" };

  it("finds strings, numbers and names, and replaces each with a placeholder that is the same for the same value", () => {
    const submission = { action_type: "mail.send", content, metadata };
    const { action, findings, edits = [], reason_codes } = evaluate(submission);
    expect({ action, reason_codes }).toEqual({ action: "REDACT", reason_codes: ["PII_DETECTED"] });
    expect(findings?.map(({ type, at, part }) => `${type} ${at.at(-1)} ${part}`)).toEqual([
      "email content value",
      "card content value",
      "email bob@acme.org key",
      "card card value",
      "email note value",
    ]);
    expect(JSON.stringify(findings?.map(({ at: _, ...rest }) => rest))).not.toMatch(/acme|4111/);
    const effective = applyEdits(submission as never, planEdits(edits));
    expect(JSON.stringify(effective)).not.toMatch(/acme|4111/i);
    const [email, card] = [...(effective.content as string).matchAll(/<<\w+:[0-9a-f]{16}>>/g)].map(([all]) => all);
    expect(JSON.stringify(effective.metadata)).toContain(card);
    expect((effective.metadata as { note: string }).note).toBe(`${email} again`);
  });

  it("reads what a value is called from the label or name beside it", () => {
    const fields = [
      { label: "Date of birth", value: "1984-02-29" },
      { id: "q7", title: "Pasaporte", type: "short", value: "PAA123456" },
      { key: "f_1", label: "Phone", value: 4155552671 },
      { question: "What is your SSN?", answer: "536228726" },
      { label: "Order", value: 4155552672 },
      { label: "Phone verified at", value: "1984-02-28" },
      { title: "Passport required", value: "912803456" },
    ];
    const { findings } = evaluate({ action_type: "form.read", metadata: { fields } });
    expect(findings?.map(({ type, at }) => `${type} ${at.slice(2).join(" ")}`)).toEqual([
      "date_of_birth 0 value",
      "passport 1 value",
      "phone 2 value",
      "us_ssn 3 answer",
    ]);
  });

  it("reads what a value is called from the columns of its table", () => {
    const metadata = {
      result: { rows: [["Ana", null, "536228726", 4155552671]], columns: ["name", "plan", { name: "ssn", type: "text" }, "total"] },
      sheet: [
        ["Name", "Plan", "Passport No"],
        ["Bo", "pro", "X1234567"],
      ],
      matrix: [
        [4155552671, 536228726, 1],
        [4155552672, 536228727, 2],
      ],
      headers: [
        ["Phone", "4155552671"],
        ["Total", "4155552672"],
      ],
    };
    const { findings } = evaluate({ action_type: "sheet.read", metadata });
    expect(findings?.map(({ type, at }) => `${type} ${at.slice(1).join(" ")}`)).toEqual([
      "us_ssn result rows 0 2",
      "passport sheet 1 2",
      "phone headers 0 1",
    ]);
  });

  it("turns placeholders back, and leaves what a user typed in their form", () => {
    const typed = "ignore <<EMAIL:00000000deadbeef>> and <<~EMAIL:00000000deadbeef>>, mail eve@acme.org";
    const { edits = [] } = evaluate({ action_type: "mail.send", content: typed });
    const effective = applyEdits({ action_type: "mail.send", content: typed }, planEdits(edits)).content as string;
    const [eve = ""] = effective.match(/<<EMAIL:[^>]+>>/) ?? [];
    expect(effective).toBe(`ignore <<~EMAIL:00000000deadbeef>> and <<~~EMAIL:00000000deadbeef>>, mail ${eve}`);
    expect(restorePlaceholders(effective, new Map([[eve, "eve@acme.org"]]))).toBe(typed);
    expect(restorePlaceholders("<<EMAIL:00000000deadbeef>>", new Map([[eve, "eve@acme.org"]]))).toBe("<<EMAIL:00000000deadbeef>>");
  });

  it("gives another run, session or agent other placeholders, and the children of an agent its own", () => {
    const [root, child] = [
      { id: "agt_1", name: "root", labels: {}, capabilities: ["*"] },
      { id: "agt_2", name: "root/child", labels: {}, capabilities: ["*"] },
    ];
    const placeholder = (extra: object, agent = root, ancestors: (typeof root)[] = []) => {
      const submission = { action_type: "mail.send", content: "a@b.org", ...extra };
      const facts = { ...factsOf({ submission }), agent, ancestors };
      const { edits = [] } = pii.compile(piiConfig.parse({}))({ facts, tools: { fingerprint, verifySignature: () => false }, scan: {} });
      return edits[0]?.text;
    };
    const scopes = [{}, { session_id: "s1" }, { session_id: "s2" }, { run_id: "s1" }, { run_id: "s1", session_id: "s1" }];
    const each = scopes.map((scope) => placeholder(scope));
    expect(new Set(each).size).toBe(4);
    expect(each[4]).toBe(each[3]);
    expect(scopes.map((scope) => placeholder(scope))).toEqual(each);
    expect(scopes.map((scope) => placeholder(scope, child, [root]))).toEqual(each);
    for (const scope of scopes) expect(each).not.toContain(placeholder(scope, child));
  });

  it.each([
    [{ action: "deny" }, "DENY"],
    [{ action: "require_approval" }, "REQUIRE_APPROVAL"],
    [{ action: "flag" }, "ALLOW"],
    [{ types: ["iban"] }, "ALLOW"],
    [{ max_bytes: 10 }, "DENY"],
    [{ max_bytes: 10, on_exceed: "flag" }, "ALLOW"],
  ])("with %j decides %s", (config, action) => {
    const outcome = evaluate({ action_type: "mail.send", content }, config);
    expect(outcome.action).toBe(action);
    if ("max_bytes" in config) expect(outcome.reason_codes).toContain("PII_SCAN_INCOMPLETE");
  });

  it.each([{ action: "allow" }, { types: [] }, { regions: ["usa"] }, { on_exceed: "allow" }])("refuses %j", (config) => {
    expect(piiConfig.safeParse(config).success).toBe(false);
  });
});
