"use client";

import type { LogKey } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useSettingsChange } from "#features/settings/use-people.ts";
import { api } from "#lib/api/browser-api.ts";

const LONGEST = 4_096;

/** Asks for a confirmation and, optionally, a reason, then replaces the key that signs the ledger. */
export function RotateLogKeyDialog({ current, onClose }: { current: LogKey; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [confirmed, setConfirmed] = useState(false);
  const text = reason.trim();
  const rotate = useSettingsChange(
    () => api.rotateLogKey({ body: { vkey: current.vkey, ...(text === "" ? {} : { reason: text }) } }),
    "listLogKeys",
    "getCheckpoint",
  );
  const done = ({ seq }: { seq: number }) => {
    toast(`Rotated the log key at entry ${seq}`, { icon: <GateMark state="allow" /> });
    onClose();
  };
  return (
    <FormDialog
      title="Rotate the log key?"
      verb="Rotate key"
      variant="destructive"
      blocked={confirmed ? null : "Confirm the rotation."}
      busy={rotate.isPending}
      error={rotate.error}
      failed="The key was not rotated"
      stillWorks="The ledger is still signed by the current key."
      onSend={() => rotate.mutate(undefined, { onSuccess: done })}
      onClose={onClose}
    >
      <p className="text-ink-2">
        A new key signs the ledger from the next entry on. Key {current.number} never signs again, and this cannot be undone. Give the new
        verifier key to everybody who verifies the ledger.
      </p>
      <TextField
        label="Reason"
        hint="Optional. Stored encrypted with the entry of the rotation."
        value={reason}
        maxLength={LONGEST}
        autoComplete="off"
        onChange={(event) => setReason(event.target.value)}
      />
      <label className="flex cursor-pointer items-baseline gap-2.5">
        <input
          type="checkbox"
          checked={confirmed}
          onChange={(event) => setConfirmed(event.target.checked)}
          className="size-3.5 shrink-0 translate-y-0.5 accent-accent"
        />
        <span>Replace key {current.number} permanently</span>
      </label>
    </FormDialog>
  );
}
