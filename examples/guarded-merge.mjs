// An agent that asks before it merges. It waits for a person when the policy requires it, and prints the remedy of a denial.
//   AL_API_KEY=… AL_BASE_URL=http://localhost:4000 node examples/guarded-merge.mjs 42
import { AgentLattice, AgentLatticeDeniedError } from "@agentlattice/sdk";

const number = Number(process.argv[2] ?? 42);
const al = new AgentLattice();

try {
  const sha = await al.guard("pr.merge", () => mergePullRequest(number), {
    // The same id finds the same approval after a restart.
    eventId: `merge-acme-shop-${number}`,
    metadata: { target: `acme/shop#${number}`, path: "src/checkout.ts", lines_changed: 12 },
    justification: "Fixes the rounding error in checkout",
    onPending: ({ approvalId }) => console.log(`Waiting for a person: ${approvalId}`),
  });
  console.log(`Merged as ${sha}`);
} catch (error) {
  if (!(error instanceof AgentLatticeDeniedError)) throw error;
  console.log(`Not merged: ${error.reason}`);
  for (const { result, field, remedy } of error.conditions) if (!result) console.log(`  ${field}: ${remedy ?? "does not hold"}`);
}

/** Replace this by your own code. @param {number} pullRequest */
async function mergePullRequest(pullRequest) {
  return `sha-of-${pullRequest}`;
}
