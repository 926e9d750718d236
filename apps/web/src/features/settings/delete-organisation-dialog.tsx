"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { AskDialog } from "#components/ui/ask-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { useSettingsChange } from "./use-people.ts";

/** Offers the export, then asks for the name and the password before the deletion is requested. */
export function DeleteOrganisationDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const { user } = useMe();
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const remove = useSettingsChange(() => api.deleteOrganisation({ body: { name: typed, password } }));
  const isWrong = remove.error instanceof ApiError && remove.error.code === "INVALID_CREDENTIALS";
  const blocked = typed !== name ? `Type ${name} exactly.` : password === "" ? "Type your password." : null;
  const requested = () => {
    onClose();
    router.refresh();
  };
  return (
    <AskDialog
      title={`Delete ${name}?`}
      verb={`Delete ${name}`}
      look="destructive"
      blocked={blocked}
      busy={remove.isPending}
      error={isWrong ? null : remove.error}
      failed="The deletion was not requested"
      stillWorks="Nothing changed."
      onSend={() => remove.mutate(undefined, { onSuccess: requested })}
      onClose={onClose}
    >
      <p className="text-ink-2">
        Every key is refused at once, and so is everybody but the owners. After 7 days members, agents, keys, policies, approvals and the
        ledger are deleted for ever. Until then any owner can undo it. The last signed head is kept: it proves exports, and nothing else.
      </p>
      <p>
        <a href="/api/v1/audit/export/payloads" download className="text-accent-text hover:underline">
          Export the ledger first
        </a>
        <span className="text-ink-2">: entries, payloads and the signed head as one zip.</span>
      </p>
      <TextField
        label="Type the organisation's name"
        value={typed}
        autoComplete="off"
        spellCheck={false}
        hint={<>To go on, type {name}</>}
        onChange={(event) => setTyped(event.target.value)}
      />
      {/* Tells password managers whose password this is. */}
      <input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden />
      <TextField
        label="Your account password"
        type="password"
        autoComplete="current-password"
        value={password}
        error={isWrong ? "That is not your password." : null}
        onChange={(event) => {
          remove.reset();
          setPassword(event.target.value);
        }}
      />
    </AskDialog>
  );
}
