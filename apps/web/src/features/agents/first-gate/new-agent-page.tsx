"use client";

import type { Agent } from "@agentlattice/contract";
import { useState } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Link } from "#components/ui/link.tsx";
import { AgentForm } from "./agent-form.tsx";
import { FirstGate } from "./first-gate.tsx";
import { Step } from "./step.tsx";

/** What the form made. INVARIANT: the key lives in this state only, and is gone with the page. */
export interface Made {
  readonly agent: Agent;
  readonly apiKey: string;
}

/** From a name to the first action that waited for a person, with its proof. */
export function NewAgentPage({ apiUrl }: { apiUrl: string }) {
  const [made, setMade] = useState<Made | null>(null);
  return (
    <div className="pane min-h-0 flex-1">
      <div className="mx-auto w-full max-w-[760px] px-4 py-8 tablet:px-6 tablet:py-12">
        <p className="text-title font-semibold tracking-[-0.025em]">Your first gate</p>
        <p className="mt-1 text-[15px] leading-6 text-ink-2">An agent stops, you decide, it goes on. About a minute.</p>
        <ol className="mt-9">
          <Step state={made ? "done" : "now"} title={made ? "Agent created" : "Create an agent"}>
            {made ? <Created agent={made.agent} /> : <AgentForm onMade={setMade} />}
          </Step>
          {made ? <FirstGate made={made} apiUrl={apiUrl} /> : <ToCome />}
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
      may ask for
      {agent.capabilities.map((capability) => (
        <ActionName key={capability} type={capability} className="text-code font-medium text-ink" />
      ))}
    </p>
  );
}

function ToCome() {
  return (
    <>
      <Step state="later" title="Run one command">
        <p className="text-ink-3">It asks for an action, with the agent's own key.</p>
      </Step>
      <Step state="later" title="Decide">
        <p className="text-ink-3">The agent waits here until you approve or deny.</p>
      </Step>
      <Step state="later" title="See it in the ledger" last>
        <p className="text-ink-3">The entry, its proof, and the check running in this browser.</p>
      </Step>
    </>
  );
}
