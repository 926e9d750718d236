"use client";

import { useState } from "react";
import { AskDialog } from "#components/ui/ask-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { leave } from "#features/shell/user-menu.tsx";
import { deleteJson } from "#lib/api/browser-api.ts";
import { useSettingsChange } from "./use-people.ts";

/** Asks for the name before everything is removed. */
export function DeleteOrganisationDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const remove = useSettingsChange(() => deleteJson<void>("/org", { name: typed }));
  return (
    <AskDialog
      title={`Remove ${name}?`}
      verb={`Remove ${name}`}
      look="destructive"
      blocked={typed === name ? null : `Type ${name} exactly.`}
      busy={remove.isPending}
      error={remove.error}
      failed="It was not removed"
      stillWorks="Nothing changed."
      onSend={() => remove.mutate(undefined, { onSuccess: () => void leave() })}
      onClose={onClose}
    >
      <p className="text-ink-2">
        Members, agents, keys, policies, approvals and the ledger are deleted, and you are signed out. Nobody can bring them back, nor prove
        anything that was not exported.
      </p>
      <TextField
        label="Type the organisation's name"
        value={typed}
        autoComplete="off"
        spellCheck={false}
        hint={<>To go on, type {name}</>}
        onChange={(event) => setTyped(event.target.value)}
      />
    </AskDialog>
  );
}
