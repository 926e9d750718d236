"use client";

import type { Agent } from "@agentlattice/contract";
import { useState } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Link } from "#components/ui/link.tsx";
import { AgentForm } from "./agent-form.tsx";
import { FirstGate } from "./first-gate.tsx";
import type { NewAgent } from "./new-agent.ts";
import { Step } from "./step.tsx";

/** Guides a person from a new agent to its first approved action and the proof. */
export function NewAgentPage({ apiUrl }: { apiUrl: string }) {
  const [newAgent, setNewAgent] = useState<NewAgent | null>(null);
  return (
    <div className="pane min-h-0 flex-1">
      <div className="mx-auto w-full max-w-[760px] px-4 py-8 tablet:px-6 tablet:py-12">
        <p className="text-title font-semibold tracking-[-0.025em]">Your first gate</p>
        <p className="mt-1 text-[15px] leading-6 text-ink-2">
          An agent requests an action, you approve it, and it runs. Takes about a minute.
        </p>
        <ol className="mt-9">
          <Step state={newAgent ? "done" : "now"} title={newAgent ? "Agent created" : "Create an agent"}>
            {newAgent ? <Created agent={newAgent.agent} /> : <AgentForm onCreated={setNewAgent} />}
          </Step>
          {newAgent ? <FirstGate newAgent={newAgent} apiUrl={apiUrl} /> : <UpcomingSteps />}
        </ol>
      </div>
    </div>
  );
}

function Created({ agent }: { agent: Agent }) {
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-2">
      <AgentMark name={agent.name} size={20} />
      <Link href={`/agents/${agent.id}`} className="font-medium text-ink hover:underline">
        {agent.name}
      </Link>
      can request
      {agent.capabilities.map((capability) => (
        <ActionName key={capability} type={capability} className="text-code font-medium text-ink" />
      ))}
    </p>
  );
}

function UpcomingSteps() {
  return (
    <>
      <Step state="later" title="Run one command">
        <p className="text-ink-3">It submits an action with the agent's key.</p>
      </Step>
      <Step state="later" title="Decide">
        <p className="text-ink-3">The request stays pending until you approve or deny it.</p>
      </Step>
      <Step state="later" title="Verify the entry in the ledger" last>
        <p className="text-ink-3">The entry and its proof, verified in this browser.</p>
      </Step>
    </>
  );
}
