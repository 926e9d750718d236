"use client";

import type { Agent } from "@agentlattice/contract";
import { TextField } from "#components/ui/text-field.tsx";
import { DEFAULT_LIFETIME, KeyForm, LIFETIMES } from "#features/keys/key-form.tsx";
import { useKeyChange } from "#features/keys/use-key-change.ts";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { ENVIRONMENT, ENVIRONMENTS } from "./agent-words.ts";
import { Choice } from "./choice.tsx";

const EMPTY = { name: "", environment: "prod", lifetime: DEFAULT_LIFETIME };

export function CreateKeyDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { draft, change, clear } = useDraft(`key of ${agent.id}`, EMPTY);
  const { name, lifetime } = draft;
  const environment = ENVIRONMENTS.find((known) => known === draft.environment) ?? "prod";
  const create = useKeyChange(() =>
    api.createAgentKey({
      params: { id: agent.id },
      body: { name: name.trim(), environment, ...(lifetime !== "0" && { expires_in: Number(lifetime) }) },
    }),
  );
  const missing = name.trim() === "" ? "Enter a name." : null;
  return (
    <KeyForm
      title={create.data ? "Copy the key now" : `New key of ${agent.name}`}
      created={create.data}
      verb="Create key"
      blocked={missing ?? (create.isPending ? "Saving." : null)}
      error={create.error}
      onSend={() => create.mutate(undefined, { onSuccess: clear })}
      onClose={() => {
        clear();
        onClose();
      }}
    >
      <TextField
        label="Name"
        value={name}
        maxLength={80}
        placeholder="ci"
        hint="Where the key is used: ci, laptop, worker."
        onChange={(event) => change({ name: event.target.value })}
      />
      <Choice
        label="Environment"
        value={environment}
        options={ENVIRONMENTS.map((value) => ({ value, text: ENVIRONMENT[value] }))}
        onChange={(value) => change({ environment: value })}
      />
      <Choice label="Expires" value={lifetime} options={LIFETIMES} onChange={(value) => change({ lifetime: value })} />
    </KeyForm>
  );
}
