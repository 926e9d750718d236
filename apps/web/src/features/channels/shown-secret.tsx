"use client";

import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { OneTimeSecret } from "#components/ui/one-time-secret.tsx";

/** A new signing secret, displayed once. */
export function ShownSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} placement="centre" title="Copy the signing secret now">
      <div className="pane p-5">
        <OneTimeSecret
          value={secret}
          label="signing secret"
          note="It verifies the messages. It is stored encrypted and cannot be displayed again."
        />
      </div>
      <footer className="flex shrink-0 justify-end border-t p-4">
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      </footer>
    </Dialog>
  );
}
