"use client";

import type { Delegation, RevokePreview } from "@agentlattice/contract";
import { toast } from "sonner";
import { ActionName } from "#components/ui/action-name.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { plural } from "#lib/format/text.ts";
import { ownName } from "./delegation-words.tsx";
import { useRevoke, useRevokePreview } from "./use-delegations.ts";

/** Asks for confirmation, then revokes a delegation. It lists the delegations and approvals that end with it. */
export function RevokeDialog({ delegation, onClose }: { delegation: Delegation; onClose: () => void }) {
  const name = ownName(delegation.child.name);
  const preview = useRevokePreview(delegation.id);
  const revoke = useRevoke(delegation.id);
  const send = () =>
    revoke.mutate(undefined, {
      onSuccess: ({ revoked, cascaded }) => {
        const cascade = cascaded > 0 ? `, with ${plural(cascaded, "delegation", "delegations")} below it` : "";
        toast(revoked ? `${name} is revoked${cascade}` : `${name} had already expired`, { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <Dialog open onClose={onClose} placement="centre" title={`Revoke ${name}?`}>
      <div className="pane flex flex-col gap-3 p-5">
        <p className="text-ink-2">
          Requests with its key are refused from now on, and all delegations below it end too. This cannot be undone.
        </p>
        {preview.isPending && <SkeletonBar className="h-16 w-full" />}
        {preview.error && (
          <ErrorNotice
            title="The affected delegations did not load"
            stillWorks="Revoking still works."
            error={preview.error}
            onRetry={() => void preview.refetch()}
          />
        )}
        {preview.data && <Consequences preview={preview.data} />}
        {revoke.error && (
          <ErrorNotice title="The delegation was not revoked" stillWorks="It is still active." error={revoke.error} onRetry={send} />
        )}
      </div>
      <footer className="flex shrink-0 justify-end gap-2 border-t p-4">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="destructive" blocked={revoke.isPending ? "Saving." : null} onClick={send}>
          {`Revoke ${name}`}
        </Button>
      </footer>
    </Dialog>
  );
}

function Consequences({ preview: { descendants, approvals, pending_approvals, approved_approvals } }: { preview: RevokePreview }) {
  const rest = pending_approvals + approved_approvals - approvals.length;
  return (
    <section aria-label="Also ends" className="rounded-popover border border-line-strong p-4">
      <dl className="grid grid-cols-3 gap-3">
        <Figure value={descendants} name="delegations below" />
        <Figure value={pending_approvals} name="pending, cancelled" />
        <Figure value={approved_approvals} name="approved, revoked" />
      </dl>
      {approvals.length > 0 && (
        <ul className="mt-4 flex flex-col gap-1.5 border-t pt-3">
          {approvals.map(({ id, status, action_type, requested_by }) => (
            <li key={id} className="flex items-center gap-2.5 text-label">
              <GateMark state={status === "pending" ? "hold" : "allow"} size={13} />
              <ActionName type={action_type} className="text-code font-medium" />
              <span className="truncate text-ink-2">by {requested_by.name}</span>
            </li>
          ))}
          {rest > 0 && <li className="text-label text-ink-3">and {rest} more</li>}
        </ul>
      )}
    </section>
  );
}

function Figure({ value, name }: { value: number; name: string }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-label text-ink-2">{name}</dt>
      <dd className="tnum text-[20px] leading-7 font-medium tracking-[-0.02em]">{value}</dd>
    </div>
  );
}
