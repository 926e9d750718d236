"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { useSettingsChange } from "./use-people.ts";

/** Offers an export, then asks for the organisation's name and the password before it requests the deletion. */
export function DeleteOrganisationDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const { user } = useMe();
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const remove = useSettingsChange(() => api.deleteOrganisation({ body: { name: typed, password } }));
  const isWrong = remove.error instanceof ApiError && remove.error.code === "INVALID_CREDENTIALS";
  const blocked = typed !== name ? `Type ${name} to confirm.` : password === "" ? "Enter your password." : null;
  const requested = () => {
    onClose();
    router.refresh();
  };
  return (
    <FormDialog
      title={`Delete ${name}?`}
      verb={`Delete ${name}`}
      variant="destructive"
      blocked={blocked}
      busy={remove.isPending}
      error={isWrong ? null : remove.error}
      failed="The deletion was not requested"
      stillWorks="Nothing changed."
      onSend={() => remove.mutate(undefined, { onSuccess: requested })}
      onClose={onClose}
    >
      <p className="text-ink-2">
        All keys stop working immediately, and only owners can sign in. After 7 days members, agents, keys, policies, approvals and the
        ledger are deleted permanently. Until then any owner can cancel the deletion. Only the last signed head is kept, to verify exports.
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
        hint={<>Type {name} to confirm</>}
        onChange={(event) => setTyped(event.target.value)}
      />
      {/* Tells password managers which account this is. */}
      <input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden />
      <TextField
        label="Your account password"
        type="password"
        autoComplete="current-password"
        value={password}
        error={isWrong ? "The password is wrong." : null}
        onChange={(event) => {
          remove.reset();
          setPassword(event.target.value);
        }}
      />
    </FormDialog>
  );
}
