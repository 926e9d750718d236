"use client";

import type { Agent } from "@agentlattice/contract";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { capabilityProblem, ENVIRONMENT, ENVIRONMENTS, readCapabilities } from "../agent-words.ts";
import { Choice } from "../choice.tsx";
import { useAgentChange } from "../use-agents.ts";
import type { NewAgent } from "./new-agent.ts";

const EMPTY = { name: "", description: "", capabilities: "pr.merge", environment: "prod" };

/** A form for the name, purpose and capabilities of a new agent. It creates the agent and its first key. */
export function AgentForm({ onCreated }: { onCreated: (created: NewAgent) => void }) {
  const { draft, change, clear } = useDraft("new agent", EMPTY);
  const { name, description, capabilities } = draft;
  const environment = ENVIRONMENTS.find((known) => known === draft.environment) ?? "prod";
  // Set when the agent was created but its key was not. Submitting again then creates only the key.
  const [agent, setAgent] = useState<Agent | null>(null);
  const asked = readCapabilities(capabilities);
  const create = useAgentChange(async () => {
    const created =
      agent ?? (await api.createAgent({ body: { name: name.trim(), capabilities: asked, ...(description && { description }) } }));
    setAgent(created);
    const key = await api.createAgentKey({ params: { id: created.id }, body: { name: "first gate", environment } });
    return { agent: created, apiKey: key.api_key };
  });
  const problem = capabilityProblem(asked);
  const blocked = name.trim() === "" ? "Enter a name." : (problem ?? (create.isPending ? "Saving." : null));
  const taken = create.error instanceof ApiError && create.error.code === "NAME_TAKEN";
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (blocked) return;
    const created = (result: NewAgent) => {
      clear();
      onCreated(result);
    };
    create.mutate(undefined, { onSuccess: created });
  };
  return (
    <form method="post" onSubmit={send} className="mt-2 flex max-w-[460px] flex-col gap-4">
      <TextField
        label="Name"
        value={name}
        maxLength={80}
        placeholder="release-bot"
        autoComplete="off"
        error={taken ? "Another agent has this name. Choose a different one." : null}
        hint="Reviewers see this name."
        onChange={(event) => change({ name: event.target.value })}
      />
      <TextField
        label="Purpose"
        value={description}
        maxLength={500}
        autoComplete="off"
        hint="Optional."
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
        hint="Actions the agent may request: pr.merge, doc.*, or * for all. Policies still decide each action."
        onChange={(event) => change({ capabilities: event.target.value })}
      />
      <Choice
        label="Environment of the key"
        value={environment}
        options={ENVIRONMENTS.map((value) => ({ value, text: ENVIRONMENT[value] }))}
        onChange={(value) => change({ environment: value })}
      />
      {create.error && !taken && (
        <ErrorNotice
          title={agent ? "The agent was created, but its key was not" : "The agent was not created"}
          stillWorks="Try again."
          error={create.error}
          onRetry={() => send()}
        />
      )}
      <div>
        <Button type="submit" variant="primary" blocked={blocked}>
          Create agent
        </Button>
      </div>
    </form>
  );
}
