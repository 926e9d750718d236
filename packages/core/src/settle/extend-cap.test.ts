import { describe, expect, it } from "vitest";
import { NO_PROGRESS } from "../approval/progress.ts";
import type { BudgetCheck, CapExtension, CostAmounts } from "../model/settle-plan.ts";
import { extendCaps, findExtension, refuseExtension, withdrawExtension } from "./extend-cap.ts";
import type { DecideIntent } from "./intents.ts";
import { settleLimits } from "./limits.ts";
import { type ApprovalRecord, emptyView, type View } from "./types.ts";

const check = (more: Partial<BudgetCheck> = {}): BudgetCheck => ({
  kind: "budget",
  policy: "pol_1",
  part: "limits",
  index: 0,
  keys: ["root", "child"],
  measure: "usd",
  cap: 100,
  cost: 10,
  warn: [],
  expires_at: null,
  extendable: 50,
  ...more,
});

function viewOf(counters: Record<string, { value: number; extended?: number }>): View {
  const view = emptyView();
  for (const [key, { value, extended = 0 }] of Object.entries(counters))
    view.counters.set(key, { key, value, warned: 0, extended, expires_at: null });
  return view;
}

const asked = (more: Partial<CapExtension> = {}): CapExtension => ({
  policy: "pol_1",
  index: 0,
  measure: "usd",
  cap: 100,
  needed: 10,
  max: 50,
  keys: ["root"],
  expires_at: null,
  ...more,
});
const approvalOf = (extension: readonly CapExtension[] | undefined, extend: CostAmounts | null = null, votes = 0) =>
  ({ plan: { extension }, progress: { ...NO_PROGRESS, extend, votes: Array(votes).fill({}) } }) as unknown as ApprovalRecord;
const decision = (amounts?: CostAmounts, keys = ["root", "child"]) =>
  ({ decision: "approve", ...(amounts ? { extend: { amounts, keys } } : {}) }) as unknown as DecideIntent;

describe("a cap that people may extend", () => {
  it.each([
    [
      "asks for the missing amount and names the counters above it",
      check(),
      { root: { value: 95 }, child: { value: 20 } },
      { needed: 5, keys: ["root"] },
    ],
    [
      "asks for the highest of two missing amounts",
      check(),
      { root: { value: 95 }, child: { value: 99 } },
      { needed: 9, keys: ["root", "child"] },
    ],
    ["counts earlier extensions", check(), { root: { value: 130, extended: 30 } }, { cap: 130, needed: 10, keys: ["root"] }],
    [
      "asks for the least amount when it is used up and the action costs nothing",
      check({ cost: 0 }),
      { root: { value: 100 } },
      { needed: 1 },
    ],
    ["denies beyond the bound", check({ cost: 60 }), { root: { value: 95 } }, null],
    ["denies when earlier extensions leave too little", check(), { root: { value: 145, extended: 45 } }, null],
    ["denies an unknown cost", check({ cost: null }), { root: { value: 0 } }, null],
  ] as const)("%s", (_, budget, counters, expected) => {
    const found = findExtension(budget, viewOf(counters));
    if (expected) expect(found).toMatchObject(expected);
    else expect(found).toBeNull();
  });

  it("denies without at_cap: ask", () => {
    const { extendable: _, ...denying } = check();
    expect(findExtension(denying, viewOf({ root: { value: 100 } }))).toBeNull();
  });

  it("is charged nothing while people are asked, and prevents nothing that the request asks for", () => {
    const view = viewOf({ root: { value: 100 } });
    const plan = { checks: [check()], historyEvents: [] };
    const at = { view, now: 0, event_id: "e", phase: "request" } as const;
    const open = settleLimits(plan, at);
    expect(open).toMatchObject({ failure: { failure: { measure: "usd" } }, caps: [{ extension: { needed: 10 } }], changes: [] });
    const extending = open.caps.map(({ extension }) => extension);
    expect(settleLimits(plan, { ...at, extending })).toMatchObject({ failure: null, changes: [] });
    expect(settleLimits(plan, { ...at, phase: "collect" }).failure).not.toBeNull();
  });

  it("asks for nothing when another limit denies", () => {
    const rate = { kind: "rate", policy: "pol_1", part: "limits", index: 1, keys: ["r"], count: 1, period_ms: 1000, burst: 1 } as const;
    const view = viewOf({ root: { value: 100 }, r: { value: Number.MAX_SAFE_INTEGER } });
    const settled = settleLimits({ checks: [check(), rate], historyEvents: [] }, { view, now: 0, event_id: "e", phase: "execute" });
    expect(settled).toMatchObject({ failure: { failure: { measure: "rate" } }, caps: [] });
  });
});

describe("the amount of an approval", () => {
  const view = viewOf({ root: { value: 100, extended: 20 }, child: { value: 10 } });

  it.each([
    ["is required", decision(), approvalOf([asked()]), "EXTENSION_REQUIRED"],
    ["belongs to a request that asks for one", decision({ usd: 1 }), approvalOf(undefined), "EXTENSION_NOT_ALLOWED"],
    ["is at least what the request needs", decision({ usd: 9 }), approvalOf([asked()]), "EXTENSION_NOT_ALLOWED"],
    ["may be just what the request needs", decision({ usd: 10 }), approvalOf([asked()]), null],
    ["is above zero", decision({ usd: 0 }), approvalOf([asked()]), "EXTENSION_NOT_ALLOWED"],
    ["has the measure of the cap", decision({ tokens: 1 }), approvalOf([asked()]), "EXTENSION_NOT_ALLOWED"],
    ["has no other measure", decision({ usd: 1, tokens: 1 }), approvalOf([asked()]), "EXTENSION_NOT_ALLOWED"],
    ["stays within the bound of the period", decision({ usd: 31 }), approvalOf([asked()]), "EXTENSION_NOT_ALLOWED"],
    ["may reach the bound", decision({ usd: 30 }), approvalOf([asked()]), null],
    ["is that of earlier votes", decision({ usd: 15 }), approvalOf([asked()], { usd: 16 }, 1), "EXTENSION_MISMATCH"],
    ["is free after the earlier vote was taken back", decision({ usd: 15 }), approvalOf([asked()], { usd: 16 }), null],
    ["is not needed to deny", { ...decision(), decision: "deny" } as DecideIntent, approvalOf([asked()]), null],
  ])("%s", (_, intent, approval, code) => {
    expect(refuseExtension(intent, approval, view)).toBe(code);
  });

  it("raises every counter of the request, keeps its usage, and lowers it again", () => {
    const approval = approvalOf([asked({ keys: ["root", "child", "new"] })], { usd: 30 });
    const given = extendCaps(approval, view);
    expect(given.changes).toMatchObject([
      { row: { key: "root", value: 100, extended: 50 } },
      { row: { key: "child", value: 10, extended: 30 } },
      { row: { key: "new", value: 0, extended: 30 } },
    ]);
    expect(given.data).toEqual({ extended: [{ policy: "pol_1", index: 0, measure: "usd", amount: 30, total: 50 }] });
    const after = viewOf({ root: { value: 140, extended: 50 }, child: { value: 10, extended: 30 }, new: { value: 0, extended: 30 } });
    expect(withdrawExtension(approval, ["root", "child", "new"], after)).toMatchObject({
      changes: [{ row: { value: 140, extended: 20 } }, { row: { extended: 0 } }, { row: { extended: 0 } }],
      data: { withdrawn: { usd_micros: 30 } },
    });
  });

  it("never writes a counter that was not loaded", () => {
    expect(() => refuseExtension(decision({ usd: 1 }, ["child"]), approvalOf([asked()]), view)).toThrow("are loaded");
    expect(() => withdrawExtension(approvalOf([asked()], { usd: 1 }), [], view)).toThrow("are loaded");
  });
});
