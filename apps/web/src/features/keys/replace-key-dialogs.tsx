"use client";

import { useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Choice } from "#features/agents/choice.tsx";
import { api } from "#lib/api/browser-api.ts";
import { KeyForm } from "./key-form.tsx";
import { OVERLAPS, USUAL_OVERLAP } from "./overlaps.ts";
import { type Key, useKeyChange } from "./use-key-change.ts";

interface KeyDialogProps {
  /** The agent whose key it is; null for a key of the organisation. */
  readonly agentId: string | null;
  readonly of: Key;
  /** A sentence about the further effects of the change. */
  readonly consequences: string;
  readonly onClose: () => void;
}

/** Replaces a key with a new one. The old key keeps working for the chosen overlap. */
export function RotateKeyDialog({ agentId, of, consequences, onClose }: KeyDialogProps) {
  const [overlap, setOverlap] = useState(USUAL_OVERLAP);
  const rotate = useKeyChange(() => {
    const body = { overlap: Number(overlap) };
    return agentId === null
      ? api.rotateOrgKey({ params: { key_id: of.id }, body })
      : api.rotateAgentKey({ params: { id: agentId, key_id: of.id }, body });
  });
  return (
    <KeyForm
      title={rotate.data ? "Copy the new key now" : `Rotate ${of.name}?`}
      created={rotate.data}
      verb={`Rotate ${of.name}`}
      blocked={rotate.isPending ? "Saving." : null}
      error={rotate.error}
      onSend={() => rotate.mutate()}
      onClose={onClose}
    >
      <p className="text-ink-2">{consequences}</p>
      <Choice label="The old key keeps working" value={overlap} options={OVERLAPS} onChange={setOverlap} />
    </KeyForm>
  );
}

/** Asks for confirmation, then revokes a key. */
export function RevokeKeyDialog({ agentId, of, consequences, onClose }: KeyDialogProps) {
  const revoke = useKeyChange(() =>
    agentId === null ? api.revokeOrgKey({ params: { key_id: of.id } }) : api.revokeAgentKey({ params: { id: agentId, key_id: of.id } }),
  );
  const send = () =>
    revoke.mutate(undefined, {
      onSuccess: () => {
        toast(`${of.name} is revoked`, { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <FormDialog
      title={`Revoke ${of.name}?`}
      verb={`Revoke ${of.name}`}
      variant="destructive"
      busy={revoke.isPending}
      error={revoke.error}
      failed="The key was not revoked"
      stillWorks="The key still works."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">{consequences} This cannot be undone. To replace the key without downtime, rotate it.</p>
    </FormDialog>
  );
}
