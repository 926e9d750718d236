import type { Approval } from "@agentlattice/contract";

const TIME = "2026-11-21T08:00:00.000Z";

type DecidingPolicy = Approval["policies"][number];

/** Returns the verdict of a policy that asked for approval, with the given members. */
export const samplePolicy = (name: string, given: Partial<DecidingPolicy> = {}): DecidingPolicy => ({
  id: `pol_${name}`,
  name,
  version: 1,
  hash: "0".repeat(64),
  verdict: "approve",
  mode: "enforce",
  ...given,
});

/** Returns a pending approval with the given members. */
export const sampleApproval = (given: Partial<Approval> = {}): Approval => ({
  id: "apr_a",
  status: "pending",
  approval_url: "https://console.example.com/approvals/apr_a",
  action_type: "refund.issue",
  target: null,
  summary: null,
  amount: null,
  environment: "prod",
  digest: "0".repeat(64),
  audit_event_id: "evt_a",
  requested_by: { id: "agt_a", name: "refund-desk" },
  requested_at: TIME,
  expires_at: "2026-11-21T09:00:00.000Z",
  use_within: 600,
  stages: [],
  votes: [],
  requested_digest: "0".repeat(64),
  claimed_by: null,
  claimed_until: null,
  comments: [],
  risk: { level: "low", score: 10, reasons: [] },
  policies: [samplePolicy("limits")],
  server_time: TIME,
  ...given,
});
