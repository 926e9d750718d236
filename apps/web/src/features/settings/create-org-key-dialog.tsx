"use client";

import { OrgKeyInput } from "@agentlattice/contract";
import type { OperationInput } from "@agentlattice/contract/client";
import { useState } from "react";
import { TextField } from "#components/ui/text-field.tsx";
import { ENVIRONMENT, ENVIRONMENTS } from "#features/agents/agent-words.ts";
import { Choice } from "#features/agents/choice.tsx";
import { DEFAULT_LIFE, KeyForm, LIVES } from "#features/keys/key-form.tsx";
import { useKeyChange } from "#features/keys/use-key-change.ts";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { SCOPES } from "./scope-words.ts";

const EMPTY = { name: "", environment: "prod", life: DEFAULT_LIFE, scopes: [] as readonly string[] };

/** A key for automation: a name, what it may do, how long it lives. */
export function CreateOrgKeyDialog({ onClose }: { onClose: () => void }) {
  const { draft, change, drop } = useDraft("organisation key", EMPTY);
  const [tried, setTried] = useState(false);
  const { name, environment, life, scopes } = draft;
  const input = OrgKeyInput.safeParse({ name: name.trim(), environment, scopes, ...(life !== "0" && { expires_in: Number(life) }) });
  const create = useKeyChange((body: OperationInput<"createOrgKey">["body"]) => api.createOrgKey({ body }));
  const wrong = (field: string) => tried && !input.success && input.error.issues.some((issue) => issue.path[0] === field);
  const close = () => {
    drop();
    onClose();
  };
  const send = () => {
    setTried(true);
    if (input.success) create.mutate(input.data, { onSuccess: drop });
  };
  return (
    <KeyForm
      title={create.data ? "Copy the key now" : "New organisation key"}
      created={create.data}
      verb="Create key"
      blocked={create.isPending ? "It is being recorded." : null}
      error={create.error}
      onSend={send}
      onClose={close}
    >
      <TextField
        label="Name"
        value={name}
        maxLength={80}
        placeholder="policy-pipeline"
        autoComplete="off"
        error={wrong("name") ? "Name it with letters, digits, spaces, dots and dashes." : null}
        hint="What will use it: policy-pipeline, siem, gateway."
        onChange={(event) => change({ name: event.target.value })}
      />
      <fieldset className="flex flex-col" aria-describedby="scopes-note">
        <legend className="mb-1 text-body font-medium">What it may do</legend>
        {SCOPES.map(({ value, text }) => (
          <label key={value} className="quick -mx-2 flex cursor-pointer items-baseline gap-2.5 rounded-control px-2 py-1 hover:bg-hover">
            <input
              type="checkbox"
              checked={scopes.includes(value)}
              onChange={(event) =>
                change({ scopes: event.target.checked ? [...scopes, value] : scopes.filter((scope) => scope !== value) })
              }
              className="size-3.5 shrink-0 translate-y-0.5 accent-accent"
            />
            <span className="min-w-0 flex-1">{text}</span>
            <span className="font-mono text-small text-ink-3 max-tablet:hidden">{value}</span>
          </label>
        ))}
        <p id="scopes-note" className={`mt-1 text-label ${wrong("scopes") ? "text-deny" : "text-ink-3"}`}>
          {wrong("scopes") ? "Choose at least one." : "It can never submit actions or decide approvals."}
        </p>
      </fieldset>
      <Choice
        label="Environment"
        value={ENVIRONMENTS.find((known) => known === environment) ?? "prod"}
        options={ENVIRONMENTS.map((value) => ({ value, text: ENVIRONMENT[value] }))}
        onChange={(value) => change({ environment: value })}
      />
      <Choice label="Expires" value={life} options={LIVES} onChange={(value) => change({ life: value })} />
    </KeyForm>
  );
}
