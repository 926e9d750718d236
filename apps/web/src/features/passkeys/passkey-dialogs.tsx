"use client";

import type { Passkey } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { isWrongProof, PasswordField } from "#features/settings/password-field.tsx";
import { useSettingsChange } from "#features/settings/use-people.ts";
import { api } from "#lib/api/browser-api.ts";

const LONGEST_NAME = 64;

/** Asks for a name and the password, then lets the browser create the passkey. */
export function AddPasskeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const create = useSettingsChange(
    async () => {
      const { createPasskey } = await import("#lib/passkeys/ceremony.ts");
      return createPasskey({ name: name.trim(), password });
    },
    "listPasskeys",
    "reviewApproval",
  );
  const send = () =>
    create.mutate(undefined, {
      onSuccess: (passkey) => {
        toast(`${passkey.name} was added`, { icon: <GateMark state="allow" /> });
        onClose();
      },
    });
  return (
    <FormDialog
      title="Add passkey"
      verb="Add passkey"
      blocked={name.trim() === "" ? "Enter a name." : password === "" ? "Enter your password." : null}
      busy={create.isPending}
      error={isWrongProof(create.error) ? null : create.error}
      failed="The passkey was not added"
      stillWorks="Your input is kept."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">
        The browser asks where to keep it: this device, a phone or a security key. From then on, you need it to approve high or critical
        risk.
      </p>
      <TextField
        label="Name"
        value={name}
        maxLength={LONGEST_NAME}
        autoComplete="off"
        hint="Where it is kept, such as Work laptop."
        onChange={(event) => setName(event.target.value)}
      />
      <PasswordField value={password} change={create} onChange={setPassword} />
    </FormDialog>
  );
}

/** Asks for the password, then removes a passkey. */
export function RemovePasskeyDialog({ passkey, isLast, onClose }: { passkey: Passkey; isLast: boolean; onClose: () => void }) {
  const [password, setPassword] = useState("");
  const remove = useSettingsChange(
    () => api.removePasskey({ params: { id: passkey.id }, body: { password } }),
    "listPasskeys",
    "reviewApproval",
  );
  const send = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        toast(`${passkey.name} was removed`, { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <FormDialog
      title={`Remove ${passkey.name}?`}
      verb="Remove passkey"
      variant="destructive"
      blocked={password === "" ? "Enter your password." : null}
      busy={remove.isPending}
      error={isWrongProof(remove.error) ? null : remove.error}
      failed="The passkey was not removed"
      stillWorks="It is still registered."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">
        It signs no more approvals. Earlier signatures stay valid. Delete it on your device too.
        {isLast && " It is your last one: you will not be able to approve where a policy requires a passkey."}
      </p>
      <PasswordField value={password} change={remove} onChange={setPassword} />
    </FormDialog>
  );
}
