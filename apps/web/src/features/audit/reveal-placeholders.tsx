"use client";

import type { RevealResult } from "@agentlattice/contract";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Link } from "#components/ui/link.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { api } from "#lib/api/browser-api.ts";
import { plural } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";

const PLACEHOLDER = /<<[A-Z_]{2,20}:[0-9a-f]{8,64}>>/;

/** Returns true if a text contains a placeholder. */
export const hasPlaceholders = (text: string) => PLACEHOLDER.test(text);

/** A button that reveals the values of an entry's placeholders. Rendered only for roles that may reveal them. */
export function RevealPlaceholders({ eventId }: { eventId: string }) {
  const { you } = useMe();
  const [open, setOpen] = useState(false);
  if (!may(you, "audit:placeholders")) return null;
  return (
    <>
      <Button size="table" onClick={() => setOpen(true)}>
        Reveal placeholders
      </Button>
      {open && <RevealDialog eventId={eventId} onClose={() => setOpen(false)} />}
    </>
  );
}

/** INVARIANT: the values exist only in this component's state, never in a cache or storage. Closing the dialog discards them. */
function RevealDialog({ eventId, onClose }: { eventId: string; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const [revealed, setRevealed] = useState<RevealResult | null>(null);
  const ask = async () => {
    setBusy(true);
    setError(null);
    const trimmedReason = reason.trim();
    try {
      setRevealed(await api.revealPlaceholders({ params: { id: eventId }, body: trimmedReason ? { reason: trimmedReason } : {} }));
    } catch (failure) {
      setError(failure as Error);
    }
    setBusy(false);
  };
  if (revealed) return <Revealed result={revealed} onClose={onClose} />;
  return (
    <FormDialog
      title="Reveal placeholders?"
      verb="Reveal placeholders"
      busy={busy}
      error={error}
      failed="Nothing was revealed"
      stillWorks="The entry is unchanged."
      onSend={() => void ask()}
      onClose={onClose}
    >
      <p>
        Before anything is shown, the ledger records <span className="font-mono text-code">audit.revealed</span>with your name, the time,
        the entry and the number of values. This cannot be undone.
      </p>
      <TextField
        label="Reason"
        hint="Optional. Stored encrypted with that entry."
        value={reason}
        maxLength={1000}
        autoComplete="off"
        onChange={(event) => setReason(event.target.value)}
      />
    </FormDialog>
  );
}

function Revealed({ result: { placeholders, revealed_event_id }, onClose }: { result: RevealResult; onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} placement="wide" title={plural(placeholders.length, "placeholder", "placeholders")}>
      <div className="pane min-h-0 p-5">
        <dl>
          {placeholders.map(({ placeholder, value }) => (
            <div key={placeholder} className="grid gap-x-6 gap-y-1 border-b py-2.5 first:pt-0 last:border-b-0 tablet:grid-cols-2">
              <dt className="font-mono text-code break-all text-ink-2">{placeholder}</dt>
              <dd className="font-mono text-code break-all whitespace-pre-wrap">
                <UntrustedInline text={value} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <footer className="flex shrink-0 flex-wrap items-center justify-end gap-x-4 gap-y-2 border-t p-4">
        <p className="mr-auto text-label text-ink-2">
          Recorded in{" "}
          <Link href={`/audit?q=${revealed_event_id}`} className="text-accent-text underline" onClick={onClose}>
            a separate entry
          </Link>
          . Closing this dialog discards the values.
        </p>
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      </footer>
    </Dialog>
  );
}
