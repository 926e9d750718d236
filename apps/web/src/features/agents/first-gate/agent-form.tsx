"use client";

import type { Agent } from "@agentlattice/contract";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { capabilityProblem, ENVIRONMENT, ENVIRONMENTS, readCapabilities } from "../agent-words.ts";
import { Choice } from "../choice.tsx";
import { useAgentChange } from "../use-agents.ts";
import type { Made } from "./new-agent-page.tsx";

const EMPTY = { name: "", description: "", capabilities: "pr.merge", environment: "prod" };

/** Name, purpose and capabilities; makes the agent and its first key. */
export function AgentForm({ onMade }: { onMade: (made: Made) => void }) {
  const { draft, change, drop } = useDraft("new agent", EMPTY);
  const { name, description, capabilities } = draft;
  const environment = ENVIRONMENTS.find((known) => known === draft.environment) ?? "prod";
  // An agent that exists already when its key could not be made: the next try makes only the key.
  const [agent, setAgent] = useState<Agent | null>(null);
  const asked = readCapabilities(capabilities);
  const create = useAgentChange(async () => {
    const made =
      agent ?? (await api.createAgent({ body: { name: name.trim(), capabilities: asked, ...(description && { description }) } }));
    setAgent(made);
    const key = await api.createAgentKey({ params: { id: made.id }, body: { name: "first gate", environment } });
    return { agent: made, apiKey: key.api_key };
  });
  const problem = capabilityProblem(asked);
  const blocked = name.trim() === "" ? "Give it a name." : (problem ?? (create.isPending ? "It is being recorded." : null));
  const taken = create.error instanceof ApiError && create.error.code === "NAME_TAKEN";
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (blocked) return;
    const made = (result: Made) => {
      drop();
      onMade(result);
    };
    create.mutate(undefined, { onSuccess: made });
  };
  return (
    <form method="post" onSubmit={send} className="mt-2 flex max-w-[460px] flex-col gap-4">
      <TextField
        label="Name"
        value={name}
        maxLength={80}
        placeholder="release-bot"
        autoComplete="off"
        error={taken ? "Another agent has that name. Choose a different one." : null}
        hint="People meet it by this name when it asks."
        onChange={(event) => change({ name: event.target.value })}
      />
      <TextField
        label="What it is for"
        value={description}
        maxLength={500}
        autoComplete="off"
        hint="Not required."
        onChange={(event) => change({ description: event.target.value })}
      />
      <TextField
        label="Capabilities"
        mono
        value={capabilities}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        error={problem}
        hint="The actions it may ask for: pr.merge, doc.*, or * for all. Policies still decide each one."
        onChange={(event) => change({ capabilities: event.target.value })}
      />
      <Choice
        label="Environment of its key"
        value={environment}
        options={ENVIRONMENTS.map((value) => ({ value, text: ENVIRONMENT[value] }))}
        onChange={(value) => change({ environment: value })}
      />
      {create.error && !taken && (
        <Failed
          title={agent ? "The agent exists, its key was not made" : "The agent was not made"}
          stillWorks="Try again."
          error={create.error}
          onRetry={() => send()}
        />
      )}
      <div>
        <Button type="submit" look="primary" blocked={blocked}>
          Create agent
        </Button>
      </div>
    </form>
  );
}
