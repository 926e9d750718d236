"use client";

import { InvitationInput, ROLES } from "@agentlattice/contract";
import type { OperationInput } from "@agentlattice/contract/client";
import { useRef, useState } from "react";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { RadioList } from "#components/ui/radio-list.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { ROLE } from "./role-words.ts";
import { ShownLink } from "./shown-link.tsx";
import { useSettingsChange } from "./use-people.ts";

/** A form for the email and role of an invited person. It then displays the link once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const { draft, change, clear } = useDraft("invitation", { email: "", role: "member" });
  const [submitted, setSubmitted] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  const create = useSettingsChange((body: OperationInput<"createInvitation">["body"]) => api.createInvitation({ body }), "listInvitations");
  const roles = me.you.assignable_roles;
  const role = roles.find((role) => role === draft.role) ?? "member";
  const input = InvitationInput.safeParse({ email: draft.email, role });
  const close = () => {
    clear();
    onClose();
  };
  const send = () => {
    setSubmitted(true);
    if (input.success) create.mutate(input.data, { onSuccess: clear });
    else email.current?.focus();
  };
  if (create.data) return <ShownLink invitation={create.data} onClose={close} />;
  const refused = emailError(create.error);
  return (
    <FormDialog
      title={`Invite person to ${me.orgName}`}
      verb="Create invitation"
      busy={create.isPending}
      error={refused ? null : create.error}
      failed="The invitation was not created"
      stillWorks="Your input is kept."
      onSend={send}
      onClose={close}
    >
      <TextField
        ref={email}
        label="Email"
        inputMode="email"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={254}
        value={draft.email}
        error={submitted && !input.success ? "Enter an email address, such as elif@example.com." : refused}
        hint="Only this address can accept."
        onChange={(event) => {
          create.reset();
          change({ email: event.target.value });
        }}
      />
      <RadioList
        label="Role"
        value={role}
        options={ROLES.filter((role) => roles.includes(role)).map((value) => ({
          value,
          text: ROLE[value].name,
          note: ROLE[value].description,
        }))}
        onChange={(value) => change({ role: value })}
      />
    </FormDialog>
  );
}

/** Returns the error message if it concerns the email field, which displays it. */
function emailError(error: Error | null): string | null {
  const about = error instanceof ApiError && (error.code === "ALREADY_MEMBER" || error.code === "ALREADY_INVITED");
  return about ? error.message : null;
}
