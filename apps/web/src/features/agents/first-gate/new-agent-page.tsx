"use client";

import type { Agent } from "@agentlattice/contract";
import { parseAsString } from "nuqs";
import { useState } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Link } from "#components/ui/link.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { useOp } from "#lib/api/use-op.ts";
import { REPLACE_HISTORY_ENTRY, useView } from "#lib/navigation/use-view.ts";
import { AgentForm } from "./agent-form.tsx";
import { FirstGate } from "./first-gate.tsx";
import type { NewAgent } from "./new-agent.ts";
import { Step } from "./step.tsx";

/** Guides a person from a new agent to its first approved action and the proof. */
export function NewAgentPage({ apiUrl }: { apiUrl: string }) {
  const [{ agent: agentId }, setView] = useView({ agent: parseAsString });
  const [created, setCreated] = useState<NewAgent | null>(null);
  const [newKey, setNewKey] = useState<string | null>(null);
  // The address names the agent, so that a reload continues at its step.
  const known = useOp("getAgent", { params: { id: agentId ?? "" } }, { enabled: agentId !== null && created === null });
  const agent = created?.agent ?? (agentId === null ? undefined : known.data);
  const newAgent = agent ? { agent, apiKey: created?.apiKey ?? newKey } : null;
  const begin = (made: NewAgent) => {
    setCreated(made);
    void setView({ agent: made.agent.id }, REPLACE_HISTORY_ENTRY);
  };
  if (agentId !== null && !newAgent) return <Returning error={known.error} onRetry={() => void known.refetch()} />;
  return (
    <div className="pane min-h-0 flex-1">
      <div className="mx-auto w-full max-w-[760px] px-4 py-8 tablet:px-6 tablet:py-12">
        <p className="text-title font-semibold tracking-[-0.025em]">Your first gate</p>
        <p className="mt-1 text-[15px] leading-6 text-ink-2">
          An agent requests an action, you approve it, and it runs. Takes about a minute.
        </p>
        <ol className="mt-9">
          <Step state={newAgent ? "done" : "now"} title={newAgent ? "Agent created" : "Create an agent"}>
            {newAgent ? <Created agent={newAgent.agent} /> : <AgentForm onCreated={begin} />}
          </Step>
          {newAgent ? <FirstGate newAgent={newAgent} apiUrl={apiUrl} onNewKey={setNewKey} /> : <UpcomingSteps />}
        </ol>
      </div>
    </div>
  );
}

function Returning({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  return (
    <div className="p-6">
      {error ? (
        <ErrorNotice title="The agent did not load" stillWorks="Its key still works." error={error} onRetry={onRetry} />
      ) : (
        <div role="status" aria-busy="true" aria-label="Loading">
          <SkeletonBar className="h-9 w-56" />
        </div>
      )}
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
