import { describe, expect, it } from "vitest";
import { NO_PROGRESS } from "../approval/progress.ts";
import { freezeApproval, thawApproval } from "./freeze.ts";
import type { ApprovalRecord } from "./types.ts";

const HALTED_AT = 1_000_000;
const RESUMED_AT = HALTED_AT + 12_345;
const LAPSES_AT = 5_000_000;

const approvalOf = (more: object) =>
  ({
    approval_id: "01890a5d-ac96-774b-bcce-b302099a8057",
    event_id: "01890a5d-ac96-774b-bcce-b302099a8058",
    status: "approved",
    requested_at: 900_000,
    decided_at: 950_000,
    lapses_at: LAPSES_AT,
    progress: NO_PROGRESS,
    ...more,
  }) as unknown as ApprovalRecord;

const resume = (approval: ApprovalRecord, more: object = {}) =>
  thawApproval(approval, {
    entry_id: "01890a5d-ac96-774b-bcce-b302099a8059",
    actor: { type: "system", id: "org" },
    now: RESUMED_AT,
    ends_at: null,
    permit_expires_at: null,
    ...more,
  });
const frozen = (more: object) => freezeApproval(approvalOf(more), HALTED_AT)?.row as ApprovalRecord;

describe("a deadline", () => {
  it("is shifted by the duration of the halt, whenever the approval was frozen", () => {
    expect(resume(frozen({})).row.lapses_at).toBe(LAPSES_AT + (RESUMED_AT - HALTED_AT));
  });

  it("that was set during the halt is shifted by the time since then", () => {
    expect(resume(frozen({ requested_at: 990_000, decided_at: HALTED_AT + 345 })).row.lapses_at).toBe(LAPSES_AT + 12_000);
    expect(resume(frozen({ requested_at: HALTED_AT + 45, decided_at: null })).row.lapses_at).toBe(LAPSES_AT + 12_300);
  });

  it("of a permit is shifted by the duration of the halt", () => {
    const used = frozen({ status: "used" });
    expect(resume(used, { permit_expires_at: 2_000_000 }).permit_expires_at).toBe(2_000_000 + (RESUMED_AT - HALTED_AT));
    expect(resume(used).row.lapses_at).toBe(LAPSES_AT);
  });

  it("ends with the delegation at the latest", () => {
    expect(resume(frozen({}), { ends_at: LAPSES_AT + 5 }).row.lapses_at).toBe(LAPSES_AT + 5);
  });

  it.each([
    ["a frozen approval", { progress: { ...NO_PROGRESS, frozen_at: 1 } }],
    ["a pending request", { status: "pending" }],
    ["a permit that was consumed", { status: "used", progress: { ...NO_PROGRESS, outcome: { status: "unknown" } } }],
  ])("of %s is not stopped", (_, more) => {
    expect(freezeApproval(approvalOf(more), HALTED_AT)).toBeNull();
  });
});
