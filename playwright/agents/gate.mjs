// An agent in a process of its own: asks, waits, goes on. Prints one JSON line per step.
import { AgentLattice } from "@agentlattice/sdk";

const [action, repo] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${JSON.stringify({ at: Date.now(), ...line })}\n`);
const al = new AgentLattice();

say({ step: "asking" });
try {
  const { permit, auditEventId, executedEventId } = await al.gate(action, {
    metadata: { repo, pr: 42, title: "Ship \u202ethe\u202c parser" },
    justification: "All checks are green. <img src=x onerror=alert(1)>\u200b",
  });
  say({ step: "executed", permit: Boolean(permit), auditEventId, executedEventId });
} catch (error) {
  say({
    step: "refused",
    name: error.constructor.name,
    code: error.code,
    reason: error.reason,
    reviewer: error.reviewerReason,
    message: error.message,
  });
  process.exitCode = 3;
}
