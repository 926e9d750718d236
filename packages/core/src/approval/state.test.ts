import { expect, test } from "vitest";
import { APPROVAL_STATUSES, type ApprovalMove, type ApprovalStatus, moveApproval } from "./state.ts";

const TABLE: Record<ApprovalMove, Partial<Record<ApprovalStatus, ApprovalStatus>>> = {
  approve: { pending: "approved" },
  deny: { pending: "denied" },
  expire: { pending: "expired" },
  cancel: { pending: "cancelled" },
  collect: { approved: "used" },
  undo: { approved: "pending" },
  lapse: { approved: "lapsed" },
  revoke: { approved: "revoked" },
  refuse: { approved: "refused" },
  reject: { pending: "refused" },
  recall: { used: "revoked" },
};

const cells = (Object.keys(TABLE) as ApprovalMove[]).flatMap((move) =>
  APPROVAL_STATUSES.map((status) => ({ move, status, to: TABLE[move][status] ?? null })),
);

test.each(cells)("$move from $status → $to", ({ move, status, to }) => {
  expect(moveApproval(status, move)).toBe(to);
});
