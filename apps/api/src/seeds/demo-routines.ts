import type { ActionInput } from "@agentlattice/contract";
import type { Routine } from "./routine-days.ts";
import type { SeededAnswer } from "./sample-world.ts";
import type { SeededRandom } from "./seeded-random.ts";

const ANA = "ana@demo.example";
const BEN = "ben@demo.example";

/** Returns a decision for most requests, usually within minutes; null leaves the request undecided. */
function answered(random: SeededRandom, by: readonly string[], refusals: readonly string[], unanswered = 0.04): SeededAnswer | null {
  if (random.next() < unanswered) return null;
  const after = Math.max(8, random.around(150));
  if (random.next() < 0.14) return { by: random.pick(by), decision: "deny", reason: random.pick(refusals), after };
  return { by: random.pick(by), decision: "approve", after, ...(random.next() < 0.04 ? { unused: true } : {}) };
}

const order = (random: SeededRandom) => `A-${random.between(10_100, 10_440)}`;
const customer = (random: SeededRandom) => `c_${random.between(1_000, 9_999)}`;
const PAGES = ["runbooks/deploy.md", "runbooks/rollback.md", "policies/returns.md", "handbook/refunds.md", "api/orders.md"];
const CHANGES = [
  "Pin the image proxy",
  "Retry the carrier's callback",
  "Show the return window",
  "Update the tax table",
  "Cache the price list",
  "Log the parcel's weight",
];

/** A `pr.merge` action with the summary that the release agent writes for the reviewer. */
export function merge(pr_number: number, title: string, files_changed: number, justification?: string): ActionInput {
  return {
    action_type: "pr.merge",
    metadata: { repo: "acme/web", pr_number, title, files_changed },
    summary: `Merge #${pr_number}: ${title}, ${files_changed} ${files_changed === 1 ? "file" : "files"}`,
    ...(justification === undefined ? {} : { justification }),
  };
}

/** The repeating actions of the demo's two agents. */
export const DEMO_ROUTINES: readonly Routine[] = [
  {
    weight: 24,
    agent: "release-bot",
    action: (random) => ({ action_type: "doc.read", metadata: { document: random.pick(PAGES) } }),
  },
  {
    weight: 24,
    agent: "refund-desk",
    action: (random) => ({
      action_type: "refund.issue",
      metadata: { order: order(random), amount: random.between(500, 9_900) / 100, currency: "EUR", customer: customer(random) },
    }),
  },
  {
    weight: 22,
    agent: "refund-desk",
    action: (random) => ({
      action_type: "email.send",
      metadata: {
        template: random.pick(["refund-confirmed", "parcel-late", "return-label"]),
        to: customer(random),
        audience: "customer",
        recipients: 1,
      },
    }),
  },
  {
    weight: 12,
    agent: "release-bot",
    action: (random) => merge(random.between(1_700, 1_840), random.pick(CHANGES), random.between(1, 14), "Checks are green."),
    answer: (random) => answered(random, [ANA, BEN, BEN], ["The tests do not cover the change.", "Wait for the release freeze to end."]),
  },
  {
    weight: 7,
    agent: "refund-desk",
    action: (random) => ({
      action_type: "refund.issue",
      metadata: { order: order(random), amount: random.between(100, 640), currency: "EUR", customer: customer(random) },
      data_accessed: [{ type: "order", count: 1, sensitivity: "low" }],
      justification: random.pick(["The parcel was lost.", "The item arrived damaged.", "It was returned within the window."]),
    }),
    answer: (random) =>
      answered(random, [ANA, ANA, BEN], ["The carrier has not confirmed the loss.", "This order was refunded in October."]),
  },
  {
    weight: 2,
    agent: "release-bot",
    action: (random) => ({
      action_type: "db.migrate",
      metadata: {
        database: "orders",
        migration: `0${random.between(150, 191)}_add_index`,
        statement: "CREATE INDEX CONCURRENTLY orders_placed_at ON orders (placed_at)",
        rows_affected: 0,
      },
      justification: "The report times out without it.",
    }),
    answer: (random) => answered(random, [ANA, BEN], ["Run it at night."], 0.12),
  },
  {
    weight: 4,
    agent: "refund-desk",
    action: (random) => ({
      action_type: "email.send",
      metadata: { template: "spring-offer", to: "newsletter", audience: "everyone", recipients: random.between(900, 48_000) },
    }),
  },
  {
    weight: 3,
    agent: "release-bot",
    action: (random) => ({
      action_type: "secrets.read",
      metadata: { path: `prod/${random.pick(["payment-gateway", "mail", "carrier"])}` },
    }),
  },
  {
    weight: 2,
    agent: "release-bot",
    action: (random) => ({ action_type: "dns.change", metadata: { zone: "acme.example", record: random.pick(["www", "api", "status"]) } }),
  },
];
