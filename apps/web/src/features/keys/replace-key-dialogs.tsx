"use client";

import { useState } from "react";
import { toast } from "sonner";
import { AskDialog } from "#components/ui/ask-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Choice } from "#features/agents/choice.tsx";
import { api } from "#lib/api/browser-api.ts";
import { KeyForm } from "./key-form.tsx";
import { type Key, useKeyChange } from "./use-key-change.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const OVERLAPS = [
  { value: "0", text: "stop it now" },
  { value: String(HOUR), text: "for an hour" },
  { value: String(DAY), text: "for a day" },
  { value: String(7 * DAY), text: "for a week" },
];

interface KeyDialogProps {
  /** The agent whose key it is; null for a key of the organisation. */
  readonly agentId: string | null;
  readonly of: Key;
  /** What else happens to what the key did, in a sentence. */
  readonly also: string;
  readonly onClose: () => void;
}

/** Puts a new key in the place of an old one, which works on for a while. */
export function RotateKeyDialog({ agentId, of, also, onClose }: KeyDialogProps) {
  const [overlap, setOverlap] = useState(String(DAY));
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
      blocked={rotate.isPending ? "It is being recorded." : null}
      error={rotate.error}
      onSend={() => rotate.mutate()}
      onClose={onClose}
    >
      <p className="text-ink-2">{also}</p>
      <Choice label="The old key works" value={overlap} options={OVERLAPS} onChange={setOverlap} />
    </KeyForm>
  );
}

/** Asks before a key ends. */
export function RevokeKeyDialog({ agentId, of, also, onClose }: KeyDialogProps) {
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
    <AskDialog
      title={`Revoke ${of.name}?`}
      verb={`Revoke ${of.name}`}
      look="destructive"
      busy={revoke.isPending}
      error={revoke.error}
      failed="It was not revoked"
      stillWorks="The key still works."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">{also} This cannot be undone; to replace it without a gap, rotate it.</p>
    </AskDialog>
  );
}
