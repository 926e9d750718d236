"use client";

import { usePendingApprovals } from "#features/approvals/use-approvals.ts";
import { useAgentEntries } from "../use-agents.ts";
import { usePoliciesInForce } from "../use-policies-in-force.ts";
import { firstAction, whatPoliciesSay } from "../what-policies-say.ts";
import { CommandStep } from "./command-step.tsx";
import { DecideStep } from "./decide-step.tsx";
import { LedgerStep } from "./ledger-step.tsx";
import type { Made } from "./new-agent-page.tsx";
import { progressOf } from "./progress.ts";

/** The command, the decision and the proof. */
export function FirstGate({ made: { agent, apiKey }, apiUrl }: { made: Made; apiUrl: string }) {
  const { data: policies } = usePoliciesInForce();
  const { data: entries } = useAgentEntries(agent.id);
  const { data: pending } = usePendingApprovals();
  const action = policies ? firstAction(agent.capabilities, policies) : null;
  const approval = pending?.data.find(({ requested_by }) => requested_by.id === agent.id) ?? null;
  const progress = progressOf(entries?.data ?? [], approval);
  return (
    <>
      <CommandStep
        apiKey={apiKey}
        apiUrl={apiUrl}
        action={action}
        saying={policies && action ? whatPoliciesSay(action, policies) : null}
        progress={progress}
      />
      <DecideStep name={agent.name} progress={progress} />
      <LedgerStep progress={progress} />
    </>
  );
}
