// Continues the work when the decision has arrived. The eventId finds the approved action again and takes it up once.
import { AgentLattice, AgentLatticeDeniedError } from "@agentlattice/sdk";

const handled = new Set();

/** @param {import("@agentlattice/sdk").Callback} callback */
export async function resume({ messageId, type, status, approvalId, data }) {
  // A retry has the same id. Keep the ids in your database when you have several processes.
  if (type !== "approval.decided" || handled.has(messageId)) return;
  handled.add(messageId);
  if (status !== "approved") return console.log(`${approvalId} was not approved`);
  try {
    const sha = await new AgentLattice().guard("pr.merge", async () => "sha-of-42", REQUEST);
    console.log(`${approvalId} was approved, merged as ${sha}`);
  } catch (error) {
    if (!(error instanceof AgentLatticeDeniedError)) throw error;
    console.log(`${approvalId} is not valid any more: ${error.reason}`, data.status);
  }
}

/** The submission. `execute` sends it first and returns at once; `guard` sends the same again and collects the decision. */
export const REQUEST = {
  eventId: "callback-merge-acme-shop-42",
  metadata: { target: "acme/shop#42", lines_changed: 12 },
  callback: "release-agent",
};
