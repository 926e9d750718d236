import { describe, expect, it } from "vitest";
import { ENTRY_KINDS } from "../ledger/entry-kinds.ts";
import { denyWith } from "../policy/to-verdict.ts";
import { DECISION_SEVERITY } from "./decision-actions.ts";
import { DENIAL_REASONS } from "./denial-reasons.ts";
import { EVENT_TYPES } from "./event-types.ts";
import { evidencePage } from "./evidence-page.ts";
import { CATEGORIES, REASON_CODES } from "./reason-codes.ts";
import { COMPONENT_VERSIONS, eventsOfCodes, findUnregistered, type RegisteredDecision, TEEC_VERSION } from "./registry.ts";

const allowed: RegisteredDecision = {
  action: "ALLOW",
  status: "executed",
  reason_codes: ["POLICY_COMPLIANT"],
  event_types: ["action.executed"],
  risk_score: 0,
};
const codes = Object.entries(REASON_CODES);

describe("the evidence registry", () => {
  it("contains the published set: 33 codes and 18 event types", () => {
    expect(codes.filter(([, { origin }]) => origin === "teec")).toHaveLength(33);
    expect(Object.values(EVENT_TYPES).filter(({ origin }) => origin === "teec")).toHaveLength(18);
  });

  it.each(codes)("%s has a meaning and, for a denial, a reason", (name, code) => {
    expect(name).toMatch(/^[A-Z][A-Z0-9_]{0,63}$/);
    expect(CATEGORIES).toContain(code.category);
    const denies = DECISION_SEVERITY[code.action] === DECISION_SEVERITY.DENY;
    expect(denies).toBe(code.denial_reason !== null);
    if (code.denial_reason) expect(DENIAL_REASONS).toContain(code.denial_reason);
  });

  it.each(DENIAL_REASONS)("knows a denial by %s", (reason) => {
    expect(findUnregistered(denyWith(reason, ""))).toBeNull();
    expect(REASON_CODES[reason].denial_reason).toBe(reason);
  });

  it("has an event type for every kind of entry", () => {
    expect(ENTRY_KINDS.filter((kind) => !(kind in EVENT_TYPES))).toEqual([]);
  });

  it("gives a decision only event types of decisions", () => {
    for (const type of eventsOfCodes(Object.keys(REASON_CODES))) expect(findUnregistered({ ...allowed, event_types: [type] })).toBeNull();
    expect(eventsOfCodes(["TOOL_HIDDEN", "TOOL_NOT_ALLOWED", "BECAUSE"])).toEqual(["registry.lookup"]);
  });

  it("names its own version among the components", () => {
    expect(COMPONENT_VERSIONS.evidence).toBe(TEEC_VERSION);
  });

  it.each<[string, Partial<RegisteredDecision>, RegExp]>([
    ["an unknown code", { reason_codes: ["BECAUSE"] }, /BECAUSE is not/],
    ["a member of objects as a code", { reason_codes: ["constructor"] }, /constructor is not/],
    ["no code", { reason_codes: [] }, /has a reason code/],
    ["an unknown event", { event_types: ["action.done"] }, /action.done is not/],
    ["an event that is not a decision's", { event_types: ["session.started"] }, /session.started is not/],
    ["another status than its action's", { action: "DENY_WRITE" }, /is not that of DENY_WRITE/],
    ["a denial without a reason", { action: "DENY", status: "denied" }, /denial_reason/],
    ["a reason for something allowed", { denial_reason: "POLICY_DENIED" }, /denial_reason/],
    ["a risk above 100", { risk_score: 101 }, /0 to 100/],
    ["a risk that is no number", { risk_score: Number.NaN }, /0 to 100/],
  ])("refuses %s", (_, change, what) => {
    expect(findUnregistered(allowed)).toBeNull();
    expect(findUnregistered({ ...allowed, ...change })).toMatch(what);
  });

  it("matches docs/evidence.md (npx vitest run --project unit evidence -u writes it)", async () => {
    await expect(evidencePage()).toMatchFileSnapshot("../../../../docs/evidence.md");
  });
});
