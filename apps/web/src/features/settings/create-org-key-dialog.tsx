"use client";

import { OrgKeyInput } from "@agentlattice/contract";
import type { OperationInput } from "@agentlattice/contract/client";
import { useState } from "react";
import { TextField } from "#components/ui/text-field.tsx";
import { ENVIRONMENT, ENVIRONMENTS } from "#features/agents/agent-words.ts";
import { Choice } from "#features/agents/choice.tsx";
import { DEFAULT_LIFETIME, KeyForm, LIFETIMES } from "#features/keys/key-form.tsx";
import { useKeyChange } from "#features/keys/use-key-change.ts";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { SCOPES } from "./scope-words.ts";

const EMPTY = { name: "", environment: "prod", lifetime: DEFAULT_LIFETIME, scopes: [] as readonly string[] };

/** A form for a key used by automation: name, scopes and expiry. */
export function CreateOrgKeyDialog({ onClose }: { onClose: () => void }) {
  const { draft, change, clear } = useDraft("organisation key", EMPTY);
  const [submitted, setSubmitted] = useState(false);
  const { name, environment, lifetime, scopes } = draft;
  const input = OrgKeyInput.safeParse({
    name: name.trim(),
    environment,
    scopes,
    ...(lifetime !== "0" && { expires_in: Number(lifetime) }),
  });
  const create = useKeyChange((body: OperationInput<"createOrgKey">["body"]) => api.createOrgKey({ body }));
  const isInvalid = (field: string) => submitted && !input.success && input.error.issues.some((issue) => issue.path[0] === field);
  const close = () => {
    clear();
    onClose();
  };
  const send = () => {
    setSubmitted(true);
    if (input.success) create.mutate(input.data, { onSuccess: clear });
  };
  return (
    <KeyForm
      title={create.data ? "Copy the key now" : "New organisation key"}
      created={create.data}
      verb="Create key"
      blocked={create.isPending ? "Saving." : null}
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
        error={isInvalid("name") ? "Use letters, digits, spaces, dots and dashes." : null}
        hint="The system that uses the key: policy-pipeline, siem, gateway."
        onChange={(event) => change({ name: event.target.value })}
      />
      <fieldset className="flex flex-col" aria-describedby="scopes-note">
        <legend className="mb-1 text-body font-medium">Scopes</legend>
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
        <p id="scopes-note" className={`mt-1 text-label ${isInvalid("scopes") ? "text-deny" : "text-ink-3"}`}>
          {isInvalid("scopes") ? "Select at least one scope." : "Organisation keys cannot submit actions or decide approvals."}
        </p>
      </fieldset>
      <Choice
        label="Environment"
        value={ENVIRONMENTS.find((known) => known === environment) ?? "prod"}
        options={ENVIRONMENTS.map((value) => ({ value, text: ENVIRONMENT[value] }))}
        onChange={(value) => change({ environment: value })}
      />
      <Choice label="Expires" value={lifetime} options={LIFETIMES} onChange={(value) => change({ lifetime: value })} />
    </KeyForm>
  );
}
