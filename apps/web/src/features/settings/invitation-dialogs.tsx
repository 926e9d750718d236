"use client";

import type { Invitation } from "@agentlattice/contract";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { api } from "#lib/api/browser-api.ts";
import { ShownLink } from "./shown-link.tsx";
import { useSettingsChange } from "./use-people.ts";

/** Asks for confirmation, then replaces the invitation's link and displays the new one. */
export function ResendDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const resend = useSettingsChange(() => api.resendInvitation({ params: { id: invitation.id } }), "listInvitations");
  if (resend.data) return <ShownLink invitation={resend.data} onClose={onClose} />;
  return (
    <FormDialog
      title={`Invite ${invitation.email} again?`}
      verb="Create new link"
      busy={resend.isPending}
      error={resend.error}
      failed="The new link was not created"
      stillWorks="The earlier link still works."
      onSend={() => resend.mutate(undefined)}
      onClose={onClose}
    >
      <p className="text-ink-2">The earlier link stops working. The new link expires in 7 days.</p>
    </FormDialog>
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
    <FormDialog
      title={`Withdraw the invitation of ${invitation.email}?`}
      verb="Withdraw invitation"
      variant="destructive"
      busy={revoke.isPending}
      error={revoke.error}
      failed="The invitation was not withdrawn"
      stillWorks="The link still works."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">The link stops working immediately. You can invite the same address again.</p>
    </FormDialog>
  );
}
