"use client";

import type { CreatedInvitation } from "@agentlattice/contract";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { OneTimeSecret } from "#components/ui/one-time-secret.tsx";
import { describeMail } from "./invitation-words.ts";
import { ROLE } from "./role-words.ts";

/** The link of an invitation, displayed once. */
export function ShownLink({ invitation, onClose }: { invitation: CreatedInvitation; onClose: () => void }) {
  const { email, role, link } = invitation;
  return (
    <Dialog open onClose={onClose} placement="centre" title="Copy the link now">
      <div className="pane flex flex-col gap-4 p-5">
        <p className="break-words text-ink-2">
          <span className="font-medium text-ink">{email}</span> can join as {ROLE[role].a} with this link. {describeMail(invitation)}
        </p>
        <OneTimeSecret
          // An API that does not know the console's URL returns only the path.
          value={new URL(link, window.location.origin).href}
          label="link"
          note="Copy it now. Only its SHA-256 hash is stored. Resending creates a new link and ends this one."
        />
      </div>
      <footer className="flex shrink-0 justify-end border-t p-4">
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </footer>
    </Dialog>
  );
}
