"use client";

import type { Webhook } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Choice } from "#features/agents/choice.tsx";
import { api } from "#lib/api/browser-api.ts";
import { ShownSecret } from "./shown-secret.tsx";
import { useWebhookChange } from "./use-webhooks.ts";

const HOUR = 3_600;
const OVERLAPS = [
  { value: "0", text: "stops now" },
  { value: String(HOUR), text: "for 1 hour" },
  { value: String(24 * HOUR), text: "for 1 day" },
  { value: String(7 * 24 * HOUR), text: "for 1 week" },
];

/** Replaces the signing secret, then displays the new one once. */
export function RotateSecretDialog({ endpoint, onClose }: { endpoint: Webhook; onClose: () => void }) {
  const [overlap, setOverlap] = useState(String(24 * HOUR));
  const rotate = useWebhookChange(() => api.rotateWebhookSecret({ params: { id: endpoint.id }, body: { overlap: Number(overlap) } }));
  if (rotate.data?.secret) return <ShownSecret secret={rotate.data.secret} onClose={onClose} />;
  return (
    <FormDialog
      title={`Rotate the secret of ${endpoint.name}?`}
      verb="Rotate secret"
      busy={rotate.isPending}
      error={rotate.error}
      failed="The secret was not rotated"
      stillWorks="The current secret keeps working."
      onSend={() => rotate.mutate()}
      onClose={onClose}
    >
      <p className="text-ink-2">Messages are signed with both secrets until the old one ends. Deploy the new one before then.</p>
      <Choice label="The old secret stays valid" value={overlap} options={OVERLAPS} onChange={setOverlap} />
    </FormDialog>
  );
}

export function DeleteEndpointDialog({ endpoint, onDeleted, onClose }: { endpoint: Webhook; onDeleted: () => void; onClose: () => void }) {
  const remove = useWebhookChange(() => api.deleteWebhook({ params: { id: endpoint.id } }));
  return (
    <FormDialog
      title={`Delete ${endpoint.name}?`}
      verb="Delete endpoint"
      variant="destructive"
      busy={remove.isPending}
      error={remove.error}
      failed="The endpoint was not deleted"
      stillWorks="It still receives messages."
      onSend={() =>
        remove.mutate(undefined, {
          onSuccess: () => {
            toast("Endpoint deleted");
            onClose();
            onDeleted();
          },
        })
      }
      onClose={onClose}
    >
      <p className="text-ink-2">
        Waiting messages are not sent, and its delivery log is deleted. Submissions that name it as callback are refused.
      </p>
    </FormDialog>
  );
}
