"use client";

import type { FormEvent, ReactNode } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Failed } from "./failed.tsx";

/** Asks before something happens. The button repeats the title's verb; a refusal is said in the dialog, which stays. */
export function AskDialog({
  title,
  verb,
  look = "primary",
  blocked = null,
  busy,
  error,
  failed,
  stillWorks,
  onSend,
  onClose,
  children,
}: {
  title: string;
  verb: string;
  look?: "primary" | "destructive";
  /** Why it cannot be sent yet. */
  blocked?: string | null;
  busy: boolean;
  error: Error | null;
  /** What did not happen, when it fails. */
  failed: string;
  stillWorks: string;
  onSend: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const why = blocked ?? (busy ? "It is being recorded." : null);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!why) onSend();
  };
  return (
    <Dialog open onClose={onClose} place="centre" title={title}>
      <form method="post" onSubmit={send} noValidate className="flex min-h-0 flex-col">
        <div className="pane flex flex-col gap-4 p-5">
          {children}
          {error && <Failed title={failed} stillWorks={stillWorks} error={error} onRetry={onSend} />}
        </div>
        <footer className="flex shrink-0 justify-end gap-2 border-t p-4">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look={look} blocked={why}>
            {verb}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
