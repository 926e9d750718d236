"use client";

import { ENDPOINT_KINDS } from "@agentlattice/contract";
import type { OperationInput } from "@agentlattice/contract/client";
import { useState } from "react";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { RadioList } from "#components/ui/radio-list.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { ENVIRONMENT, ENVIRONMENTS } from "#features/agents/agent-words.ts";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { EMPTY, type EndpointDraft, kindOf, toInput } from "./endpoint-draft.ts";
import { KINDS } from "./endpoint-kinds.ts";
import { ReceiverFields } from "./receiver-fields.tsx";
import { ShownSecret } from "./shown-secret.tsx";
import { useWebhookChange } from "./use-webhooks.ts";

/** A form for a new endpoint. It then displays the signing secret once, if the kind has one. */
export function AddEndpointDialog({ onCreated, onClose }: { onCreated: (id: string) => void; onClose: () => void }) {
  const { draft, change, clear } = useDraft("endpoint", EMPTY);
  const [credential, setCredential] = useState("");
  const [submitted, setSubmitted] = useState(false);
  const kind = kindOf(draft);
  const input = toInput(draft, credential);
  const create = useWebhookChange((body: OperationInput<"createWebhook">["body"]) => api.createWebhook({ body }));
  const refused = create.error instanceof ApiError ? REFUSED[create.error.code] : undefined;
  const invalid = (field: keyof EndpointDraft | "token", advice: string) => {
    if (refused === field) return create.error?.message ?? null;
    return submitted && !input.success && input.error.issues.some(({ path }) => path[0] === field) ? advice : null;
  };
  const edit = (part: Partial<EndpointDraft>) => {
    create.reset();
    change(part);
  };
  const close = () => {
    clear();
    onClose();
  };
  const send = () => {
    setSubmitted(true);
    if (!input.success) return;
    create.mutate(input.data, {
      onSuccess: ({ id, secret }) => {
        clear();
        onCreated(id);
        if (secret === null) onClose();
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
      <RadioList
        label="Kind"
        value={kind}
        options={ENDPOINT_KINDS.map((value) => ({ value, text: KINDS[value].text, note: KINDS[value].note }))}
        onChange={(value) => {
          setCredential("");
          edit({ kind: value });
        }}
      />
      <ReceiverFields
        kind={kind}
        draft={draft}
        credential={credential}
        invalid={invalid}
        onEdit={edit}
        onCredential={(value) => {
          create.reset();
          setCredential(value);
        }}
      />
      <TextField
        label="Name"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        value={draft.name}
        placeholder={KINDS[kind].namePlaceholder}
        error={invalid("name", "Use lower-case letters, digits, - and _.")}
        hint={KINDS[kind].nameHint}
        onChange={(event) => edit({ name: event.target.value })}
      />
      <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
        <legend className="mb-1 text-body font-medium">Environments</legend>
        {ENVIRONMENTS.map((environment) => (
          <label key={environment} className="flex cursor-pointer items-center gap-2 py-1">
            <input
              type="checkbox"
              checked={draft.environments.includes(environment)}
              onChange={(event) =>
                edit({
                  environments: ENVIRONMENTS.filter((one) =>
                    one === environment ? event.target.checked : draft.environments.includes(one),
                  ),
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

/** The form field that each error code of the API concerns. */
const REFUSED: Readonly<Partial<Record<string, keyof EndpointDraft>>> = { EGRESS_REFUSED: "url", NAME_TAKEN: "name" };
