"use client";

import { WebhookInput } from "@agentlattice/contract";
import type { OperationInput } from "@agentlattice/contract/client";
import { useState } from "react";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { ENVIRONMENT, ENVIRONMENTS } from "#features/agents/agent-words.ts";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { ShownSecret } from "./shown-secret.tsx";
import { useWebhookChange } from "./use-webhooks.ts";

const EMPTY = { url: "", name: "", types: "approval.*", environments: [...ENVIRONMENTS] as readonly string[] };

/** A form for a new endpoint. It then displays the signing secret once. */
export function AddEndpointDialog({ onCreated, onClose }: { onCreated: (id: string) => void; onClose: () => void }) {
  const { draft, change, clear } = useDraft("endpoint", EMPTY);
  const [submitted, setSubmitted] = useState(false);
  const { url, name, types, environments } = draft;
  const input = WebhookInput.safeParse({
    url: url.trim(),
    types: types.split(/[\s,]+/).filter(Boolean),
    environments,
    ...(name.trim() && { name: name.trim() }),
  });
  const create = useWebhookChange((body: OperationInput<"createWebhook">["body"]) => api.createWebhook({ body }));
  const refused = create.error instanceof ApiError ? REFUSED[create.error.code] : undefined;
  const invalid = (field: keyof typeof EMPTY, advice: string) => {
    if (refused === field) return create.error?.message ?? null;
    return submitted && !input.success && input.error.issues.some(({ path }) => path[0] === field) ? advice : null;
  };
  const edit = (part: Partial<typeof EMPTY>) => {
    create.reset();
    change(part);
  };
  const close = () => {
    clear();
    onClose();
  };
  const send = () => {
    setSubmitted(true);
    if (input.success)
      create.mutate(input.data, {
        onSuccess: ({ id }) => {
          clear();
          onCreated(id);
        },
      });
  };
  if (create.data?.secret) return <ShownSecret secret={create.data.secret} onClose={close} />;
  return (
    <FormDialog
      title="Add endpoint"
      verb="Add endpoint"
      busy={create.isPending}
      error={refused ? null : create.error}
      failed="The endpoint was not added"
      stillWorks="Your input is kept."
      onSend={send}
      onClose={close}
    >
      <TextField
        label="URL"
        mono
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        maxLength={2048}
        value={url}
        placeholder="https://hooks.example.com/agentlattice"
        error={invalid("url", "Enter an https URL without user and password.")}
        hint="A public https address, or a target that the server allows."
        onChange={(event) => edit({ url: event.target.value })}
      />
      <TextField
        label="Name"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        value={name}
        placeholder="release-agent"
        error={invalid("name", "Use lower-case letters, digits, - and _.")}
        hint="Optional. Submissions name it as callback."
        onChange={(event) => edit({ name: event.target.value })}
      />
      <TextField
        label="Event types"
        mono
        autoComplete="off"
        spellCheck={false}
        value={types}
        error={invalid("types", "Use *, patterns such as approval.*, or types such as approval.decided.")}
        hint="Separated by spaces. Leave it empty for callbacks only."
        onChange={(event) => edit({ types: event.target.value })}
      />
      <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
        <legend className="mb-1 text-body font-medium">Environments</legend>
        {ENVIRONMENTS.map((environment) => (
          <label key={environment} className="flex cursor-pointer items-center gap-2 py-1">
            <input
              type="checkbox"
              checked={environments.includes(environment)}
              onChange={(event) =>
                edit({
                  environments: ENVIRONMENTS.filter((one) => (one === environment ? event.target.checked : environments.includes(one))),
                })
              }
              className="size-3.5 accent-accent"
            />
            {ENVIRONMENT[environment]}
          </label>
        ))}
        {invalid("environments", "x") && <p className="w-full text-label text-deny">Select at least one environment.</p>}
      </fieldset>
    </FormDialog>
  );
}

/** The field that an error of the server is about. */
const REFUSED: Readonly<Partial<Record<string, keyof typeof EMPTY>>> = { EGRESS_REFUSED: "url", NAME_TAKEN: "name" };
