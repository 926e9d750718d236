"use client";

import type { Invitation } from "@agentlattice/contract";
import { toast } from "sonner";
import { AskDialog } from "#components/ui/ask-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { api } from "#lib/api/browser-api.ts";
import { ShownLink } from "./shown-link.tsx";
import { useSettingsChange } from "./use-people.ts";

/** Asks before the earlier link ends, then shows the new one. */
export function ResendDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const resend = useSettingsChange(() => api.resendInvitation({ params: { id: invitation.id } }), "listInvitations");
  if (resend.data) return <ShownLink invitation={resend.data} onClose={onClose} />;
  return (
    <AskDialog
      title={`Invite ${invitation.email} again?`}
      verb="Make a new link"
      busy={resend.isPending}
      error={resend.error}
      failed="No new link was made"
      stillWorks="The earlier link is as it was."
      onSend={() => resend.mutate(undefined)}
      onClose={onClose}
    >
      <p className="text-ink-2">The earlier link stops working. The new one works for seven days.</p>
    </AskDialog>
  );
}

export function RevokeInvitationDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const revoke = useSettingsChange(() => api.revokeInvitation({ params: { id: invitation.id } }), "listInvitations");
  const send = () =>
    revoke.mutate(undefined, {
      onSuccess: () => {
        toast(`The invitation of ${invitation.email} is withdrawn`, { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <AskDialog
      title={`Withdraw the invitation of ${invitation.email}?`}
      verb="Withdraw invitation"
      look="destructive"
      busy={revoke.isPending}
      error={revoke.error}
      failed="It was not withdrawn"
      stillWorks="The link still works."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">The link stops working at once. You can invite the same address again.</p>
    </AskDialog>
  );
}
