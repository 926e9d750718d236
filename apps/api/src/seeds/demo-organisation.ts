import { ORG_KEY_SCOPES } from "@agentlattice/contract";
import { DEMO_POLICIES } from "./demo-policies.ts";
import type { SeededOrganisation } from "./describe-organisation.ts";

const OWNER = "ana@demo.example";
const OPERATOR = "ben@demo.example";

/** A small shop: one agent that may do anything its policies let it, one that answers customers. */
export const DEMO_ORGANISATION: SeededOrganisation = {
  name: "Demo organisation",
  zone: "Europe/Berlin",
  owner: { email: OWNER, name: "Ana Ortiz" },
  members: [
    { email: OPERATOR, name: "Ben Adeyemi", role: "operator" },
    { email: "chen@demo.example", name: "Chen Wei", role: "auditor" },
  ],
  agents: [
    { name: "release-bot", capabilities: ["*"], labels: { team: "platform" }, owner: OWNER },
    { name: "refund-desk", capabilities: ["refund.*", "email.*"], labels: { team: "support" }, owner: OPERATOR },
  ],
  orgKey: { name: "automation", scopes: ORG_KEY_SCOPES },
  policies: DEMO_POLICIES,
  story: [
    { agent: "release-bot", action: { action_type: "doc.read", metadata: { document: "runbooks/deploy.md" } } },
    {
      agent: "release-bot",
      action: {
        action_type: "pr.merge",
        metadata: { repo: "acme/web", pr_number: 1841, title: "Pin the image proxy to 2.3.1", files_changed: 2 },
        justification: "Checks are green and the change is two lines in the deployment manifest.",
      },
      answer: { by: OWNER, decision: "approve" },
    },
    {
      agent: "release-bot",
      action: {
        action_type: "secrets.read",
        metadata: { path: "prod/payment-gateway" },
        justification: "The smoke test asked for a live key.",
      },
    },
    {
      agent: "release-bot",
      action: {
        action_type: "db.migrate",
        metadata: {
          database: "orders",
          migration: "0192_drop_legacy_addresses",
          statement: "ALTER TABLE orders DROP COLUMN legacy_address",
        },
        data_accessed: [{ type: "customer_address", count: 18204, sensitivity: "high" }],
        justification: "The column has not been read for 90 days.",
      },
      answer: {
        by: OPERATOR,
        decision: "deny",
        reason: "The column is still read by the tax export. Rename it first, drop it next quarter.",
      },
    },
    {
      agent: "refund-desk",
      action: { action_type: "refund.issue", metadata: { order: "A-10418", amount: 24.9, currency: "EUR", customer: "c_5512" } },
    },
    {
      agent: "refund-desk",
      action: {
        action_type: "refund.issue",
        metadata: { order: "A-10377", amount: 180, currency: "EUR", customer: "c_2209" },
        justification: "The parcel was lost; the carrier confirmed it.",
      },
      answer: { by: OWNER, decision: "approve", reason: "Carrier's confirmation is attached to the ticket." },
    },
    {
      agent: "refund-desk",
      action: { action_type: "email.send", metadata: { template: "refund-confirmed", to: "c_5512", audience: "customer", recipients: 1 } },
    },
    {
      agent: "refund-desk",
      action: {
        action_type: "email.send",
        metadata: { template: "spring-offer", to: "all customers", audience: "everyone", recipients: 48210 },
      },
    },
    {
      agent: "refund-desk",
      action: {
        action_type: "refund.issue",
        metadata: { order: "A-10452", amount: 249, currency: "EUR", customer: "c_8841", reason_code: "damaged_on_arrival" },
        data_accessed: [{ type: "order", count: 1, sensitivity: "low" }],
        justification: "The customer sent photographs of a cracked screen. The order is eleven days old, within the return window.",
      },
    },
    {
      agent: "refund-desk",
      action: {
        action_type: "refund.issue",
        metadata: { order: "A-10460", amount: 1120.5, currency: "EUR", customer: "c_1097", reason_code: "never_arrived" },
        data_accessed: [{ type: "payment", count: 1, sensitivity: "high" }],
        justification: "Tracking has not moved for nine days. This customer asked for two refunds last month.",
      },
    },
  ],
};
