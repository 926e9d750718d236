"use client";

import { usePendingApprovals } from "#features/approvals/use-approvals.ts";
import { firstAction, summarisePolicies } from "../summarise-policies.ts";
import { useAgentEntries } from "../use-agents.ts";
import { usePoliciesInForce } from "../use-policies-in-force.ts";
import { CommandStep } from "./command-step.tsx";
import { DecideStep } from "./decide-step.tsx";
import { LedgerStep } from "./ledger-step.tsx";
import type { NewAgent } from "./new-agent.ts";
import { progressOf } from "./progress.ts";

/** The command, the decision and the proof of a new agent's first action. */
export function FirstGate({
  newAgent: { agent, apiKey },
  apiUrl,
  onNewKey,
}: {
  newAgent: NewAgent;
  apiUrl: string;
  onNewKey: (apiKey: string) => void;
}) {
  const { data: policies } = usePoliciesInForce();
  const { data: entries } = useAgentEntries(agent.id);
  const { data: pending } = usePendingApprovals();
  const action = policies ? firstAction(agent.capabilities, policies) : null;
  const approval = pending?.data.find(({ requested_by }) => requested_by.id === agent.id) ?? null;
  const progress = progressOf(entries?.data ?? [], approval);
  return (
    <>
      <CommandStep
        agentId={agent.id}
        apiKey={apiKey}
        onNewKey={onNewKey}
        apiUrl={apiUrl}
        action={action}
        effect={policies && action ? summarisePolicies(action, policies) : null}
        progress={progress}
      />
      <DecideStep name={agent.name} progress={progress} />
      <LedgerStep progress={progress} />
    </>
  );
}
