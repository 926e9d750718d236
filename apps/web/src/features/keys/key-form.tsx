"use client";

import type { FormEvent, ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { ShownKey } from "./shown-key.tsx";
import type { CreatedKey } from "./use-key-change.ts";

const DAY = 86_400;
/** How long a new key may live; in seconds, `0` for ever. */
export const LIVES = [
  { value: "0", text: "never" },
  { value: String(30 * DAY), text: "in 30 days" },
  { value: String(90 * DAY), text: "in 90 days" },
  { value: String(365 * DAY), text: "in a year" },
] as const;
export const DEFAULT_LIFE = String(90 * DAY);

/** Asks what a key is to be, then shows it once. */
export function KeyForm({
  title,
  created,
  verb,
  blocked,
  error,
  onSend,
  onClose,
  children,
}: {
  title: string;
  created: CreatedKey | undefined;
  verb: string;
  blocked: string | null;
  error: Error | null;
  onSend: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!blocked) onSend();
  };
  return (
    <Dialog open onClose={onClose} place="centre" title={title}>
      <form method="post" onSubmit={send} className="flex min-h-0 flex-col">
        <div className="pane flex flex-col gap-4 p-5">
          {created ? <ShownKey apiKey={created.api_key} /> : children}
          {error && <Failed title="It was not made" stillWorks="Nothing changed." error={error} onRetry={onSend} />}
        </div>
        <footer className="flex shrink-0 justify-end gap-2 border-t p-4">
          {created ? (
            <Button look="primary" onClick={onClose}>
              I have copied it
            </Button>
          ) : (
            <>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" look="primary" blocked={blocked}>
                {verb}
              </Button>
            </>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
