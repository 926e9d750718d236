"use client";

import { InvitationInput, ROLES } from "@agentlattice/contract";
import type { OperationInput } from "@agentlattice/contract/client";
import { useRef, useState } from "react";
import { AskDialog } from "#components/ui/ask-dialog.tsx";
import { RadioList } from "#components/ui/radio-list.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { rolesToGive } from "./rank.ts";
import { ROLE } from "./role-words.ts";
import { ShownLink } from "./shown-link.tsx";
import { useSettingsChange } from "./use-people.ts";

/** Who is invited and as what; then the link, once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const { draft, change, drop } = useDraft("invitation", { email: "", role: "member" });
  const [tried, setTried] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  const create = useSettingsChange((body: OperationInput<"createInvitation">["body"]) => api.createInvitation({ body }), "listInvitations");
  const roles = rolesToGive(me.role);
  const role = roles.find((known) => known === draft.role) ?? "member";
  const input = InvitationInput.safeParse({ email: draft.email, role });
  const close = () => {
    drop();
    onClose();
  };
  const send = () => {
    setTried(true);
    if (input.success) create.mutate(input.data, { onSuccess: drop });
    else email.current?.focus();
  };
  if (create.data) return <ShownLink invitation={create.data} onClose={close} />;
  const refused = refusalOf(create.error);
  return (
    <AskDialog
      title={`Invite a person to ${me.orgName}`}
      verb="Create invitation"
      busy={create.isPending}
      error={refused ? null : create.error}
      failed="The invitation was not made"
      stillWorks="What you typed is kept."
      onSend={send}
      onClose={close}
    >
      <TextField
        ref={email}
        label="E-mail"
        inputMode="email"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={254}
        value={draft.email}
        error={tried && !input.success ? "Write an e-mail address, such as elif@example.com." : refused}
        hint="Only this address can accept."
        onChange={(event) => {
          create.reset();
          change({ email: event.target.value });
        }}
      />
      <RadioList
        label="Role"
        value={role}
        options={ROLES.filter((known) => roles.includes(known)).map((value) => ({ value, text: ROLE[value].name, note: ROLE[value].may }))}
        onChange={(value) => change({ role: value })}
      />
    </AskDialog>
  );
}

/** Refusals that are about the address stand beside it. */
function refusalOf(error: Error | null): string | null {
  const about = error instanceof ApiError && (error.code === "ALREADY_MEMBER" || error.code === "ALREADY_INVITED");
  return about ? error.message : null;
}
