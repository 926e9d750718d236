"use client";

import type { Grant } from "@agentlattice/contract";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { GrantTerms } from "./grant-terms.tsx";
import { useRevokeGrant } from "./use-grants.ts";

/** Asks for confirmation, then revokes a grant. */
export function RevokeGrantDialog({ grant, onClose }: { grant: Grant; onClose: () => void }) {
  const { agent, action_type, bounds } = grant;
  const revoke = useRevokeGrant(grant.id);
  const send = () =>
    revoke.mutate(undefined, {
      onSuccess: () => {
        toast(`Revoked the grant for ${action_type} by ${agent.name}`, { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <FormDialog
      title="Revoke this grant?"
      verb="Revoke grant"
      variant="destructive"
      busy={revoke.isPending}
      error={revoke.error}
      failed="The grant was not revoked"
      stillWorks="The grant has not changed."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-body text-ink-2">
        The next <span className="font-mono text-code">{action_type}</span> by {agent.name} needs an approval again. Actions that already
        ran are not undone.
      </p>
      {bounds && (
        <div>
          <GrantTerms bounds={bounds} />
        </div>
      )}
    </FormDialog>
  );
}
