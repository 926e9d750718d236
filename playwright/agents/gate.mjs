// An agent in its own process that asks, waits and continues. It prints one JSON line per step.
import { AgentLattice } from "@agentlattice/sdk";

const [action, repo] = process.argv.slice(2);
const printLine = (line) => process.stdout.write(`${JSON.stringify({ at: Date.now(), ...line })}\n`);
const al = new AgentLattice();

printLine({ step: "asking" });
try {
  const { permit, auditEventId, executedEventId } = await al.gate(action, {
    metadata: { repo, pr: 42, title: "Ship \u202ethe\u202c parser" },
    justification: "All checks are green. <img src=x onerror=alert(1)>\u200b",
  });
  printLine({ step: "executed", permit: Boolean(permit), auditEventId, executedEventId });
} catch (error) {
  printLine({
    step: "refused",
    name: error.constructor.name,
    code: error.code,
    reason: error.reason,
    reviewer: error.reviewerReason,
    message: error.message,
  });
  process.exitCode = 3;
}
