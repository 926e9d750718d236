"use client";

import type { CreatedInvitation } from "@agentlattice/contract";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ShownOnce } from "#components/ui/shown-once.tsx";
import { describeMail } from "./invitation-words.ts";
import { ROLE } from "./role-words.ts";

/** The link of an invitation, in the clear for as long as this is on the screen. */
export function ShownLink({ invitation, onClose }: { invitation: CreatedInvitation; onClose: () => void }) {
  const { email, role, link } = invitation;
  return (
    <Dialog open onClose={onClose} place="centre" title="Copy the link now">
      <div className="pane flex flex-col gap-4 p-5">
        <p className="break-words text-ink-2">
          <span className="font-medium text-ink">{email}</span> joins as {ROLE[role].a} with it. {describeMail(invitation)}
        </p>
        <ShownOnce
          // An API that was not told where the console is gives the path only.
          value={new URL(link, window.location.origin).href}
          label="link"
          note="Shown once. Only its SHA-256 is kept; resending makes another and ends this one."
        />
      </div>
      <footer className="flex shrink-0 justify-end border-t p-4">
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </footer>
    </Dialog>
  );
}
