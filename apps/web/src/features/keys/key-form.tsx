"use client";

import type { FormEvent, ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { ShownKey } from "./shown-key.tsx";
import type { CreatedKey } from "./use-key-change.ts";

const DAY = 86_400;
/** Lifetimes of a new key, in seconds. `0` means the key never expires. */
export const LIFETIMES = [
  { value: "0", text: "never" },
  { value: String(30 * DAY), text: "in 30 days" },
  { value: String(90 * DAY), text: "in 90 days" },
  { value: String(365 * DAY), text: "in 1 year" },
] as const;
export const DEFAULT_LIFETIME = String(90 * DAY);

/** A form that creates a key, then displays the key once. */
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
    <Dialog open onClose={onClose} placement="centre" title={title}>
      <form method="post" onSubmit={send} className="flex min-h-0 flex-col">
        <div className="pane flex flex-col gap-4 p-5">
          {created ? <ShownKey apiKey={created.api_key} /> : children}
          {error && <ErrorNotice title="The key was not created" stillWorks="Nothing changed." error={error} onRetry={onSend} />}
        </div>
        <footer className="flex shrink-0 justify-end gap-2 border-t p-4">
          {created ? (
            <Button variant="primary" onClick={onClose}>
              I have copied it
            </Button>
          ) : (
            <>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" variant="primary" blocked={blocked}>
                {verb}
              </Button>
            </>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
