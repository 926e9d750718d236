import { merge } from "./demo-routines.ts";
import type { SeededStep } from "./describe-organisation.ts";

const ANA = "ana@demo.example";
const BEN = "ben@demo.example";
const CHEN = "chen@demo.example";
const HOUR = 60;
const DAY = 24 * HOUR;
const HOUR_SECONDS = 3_600;

/** Hand-written steps of the demo's week. */
export const DEMO_WEEK: readonly SeededStep[] = [
  { ago: 4 * DAY, by: ANA, change: { kind: "revoke_key", agent: "refund-desk", key: "old laptop" } },
  { ago: 3 * DAY, by: CHEN, change: { kind: "export_ledger" } },
  {
    ago: 6 * HOUR,
    by: ANA,
    change: {
      kind: "delegate",
      parent: "release-bot",
      name: "changelog-writer",
      capabilities: ["doc.read", "pr.merge"],
      ttl: 20 * HOUR_SECONDS,
    },
  },
  {
    ago: 5.9 * HOUR,
    by: ANA,
    change: { kind: "delegate", parent: "changelog-writer", name: "link-checker", capabilities: ["doc.read"], ttl: 14 * HOUR_SECONDS },
  },
  {
    ago: 110,
    by: BEN,
    change: { kind: "delegate", parent: "refund-desk", name: "returns-batch", capabilities: ["refund.issue"], ttl: 22 * HOUR_SECONDS },
  },
  {
    ago: 2 * DAY,
    agent: "release-bot",
    action: merge(1829, "Draft: new checkout", 31),
    cancelAfter: 260,
  },
  {
    ago: 5 * DAY,
    agent: "release-bot",
    action: merge(1802, "Bump the base image", 1),
    answer: { by: BEN, decision: "approve", after: 210, unused: true },
  },
  {
    ago: 6 * DAY,
    agent: "release-bot",
    action: merge(1795, "Rename the tax fields", 9),
  },
];

/** Steps of the demo's last day. The last three requests are still pending. */
export const DEMO_LAST_DAY: readonly SeededStep[] = [
  { ago: 23 * HOUR, agent: "release-bot", action: { action_type: "doc.read", metadata: { document: "runbooks/deploy.md" } } },
  {
    ago: 22 * HOUR,
    agent: "release-bot",
    action: merge(1841, "Pin the image proxy to 2.3.1", 2, "Checks are green and the change is two lines in the deployment manifest."),
    answer: { by: BEN, decision: "approve", after: 96 },
    report: { status: "success" },
  },
  {
    ago: 7 * HOUR,
    agent: "release-bot",
    action: {
      action_type: "secrets.read",
      metadata: { path: "prod/payment-gateway" },
      justification: "The smoke test asked for a live key.",
    },
  },
  {
    ago: 5 * HOUR,
    agent: "release-bot",
    action: {
      action_type: "db.migrate",
      metadata: {
        database: "orders",
        migration: "0192_drop_legacy_addresses",
        statement: "ALTER TABLE orders DROP COLUMN legacy_address",
        rows_affected: 18204,
      },
      data_accessed: [{ type: "customer_address", count: 18204, sensitivity: "high" }],
      justification: "The column has not been read for 90 days.",
    },
    answer: {
      by: BEN,
      decision: "deny",
      reason: "The column is still read by the tax export. Rename it first, drop it next quarter.",
      after: 42 * 60,
    },
  },
  {
    ago: 4 * HOUR,
    agent: "refund-desk",
    action: { action_type: "refund.issue", metadata: { order: "A-10418", amount: 24.9, currency: "EUR", customer: "c_5512" } },
    report: { status: "success" },
  },
  {
    ago: 3 * HOUR,
    agent: "refund-desk",
    action: {
      action_type: "refund.issue",
      metadata: { order: "A-10377", amount: 180, currency: "EUR", customer: "c_2209" },
      justification: "The parcel was lost; the carrier confirmed it.",
    },
    answer: { by: ANA, decision: "approve", reason: "Carrier's confirmation is attached to the ticket.", after: 74 },
    report: { status: "success" },
  },
  {
    ago: 170,
    agent: "refund-desk",
    action: { action_type: "email.send", metadata: { template: "refund-confirmed", to: "c_5512", audience: "customer", recipients: 1 } },
  },
  {
    ago: 2 * HOUR,
    agent: "refund-desk",
    action: {
      action_type: "email.send",
      metadata: { template: "spring-offer", to: "all customers", audience: "everyone", recipients: 48210 },
    },
  },
  {
    ago: 34,
    agent: "refund-desk",
    action: {
      action_type: "refund.issue",
      metadata: { order: "A-10452", amount: 249, currency: "EUR", customer: "c_8841", reason_code: "damaged_on_arrival" },
      data_accessed: [{ type: "order", count: 1, sensitivity: "low" }],
      justification: "The customer sent photographs of a cracked screen. The order is eleven days old, within the return window.",
    },
  },
  {
    ago: 26,
    agent: "release-bot",
    action: {
      action_type: "db.migrate",
      metadata: { database: "shipments", migration: "0193_customs_reference.sql", lock_timeout: "5s", rows_affected: 2184006 },
      before: "ALTER TABLE shipments\n  ADD COLUMN customs_ref text;\n",
      after:
        "ALTER TABLE shipments\n  ADD COLUMN customs_ref text NOT NULL DEFAULT '';\n\nDROP INDEX shipments_eta_idx;\nCREATE INDEX CONCURRENTLY shipments_eta_port_idx\n  ON shipments (eta, port_code);\n",
      data_accessed: [{ type: "shipment", count: 2184006, sensitivity: "medium" }],
      // Contains a zero-width space, which the console makes visible to the reviewer.
      justification:
        "Customs release needs the reference on every shipment. The old index is\u200B unused, so it goes in the same migration.",
    },
  },
  {
    ago: 12,
    agent: "refund-desk",
    action: {
      action_type: "refund.issue",
      metadata: { order: "A-10460", amount: 1120.5, currency: "EUR", customer: "c_1097", reason_code: "never_arrived" },
      data_accessed: [{ type: "payment", count: 1, sensitivity: "high" }],
      justification: "Tracking has not moved for nine days. This customer asked for two refunds last month.",
    },
  },
];
