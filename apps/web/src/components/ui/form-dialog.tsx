"use client";

import type { FormEvent, ReactNode } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { ErrorNotice } from "./error-notice.tsx";

/**
 * A dialog that asks for input or confirmation. Its button repeats the verb of the title, and an error is shown inside the dialog,
 * which stays open.
 */
export function FormDialog({
  title,
  verb,
  variant = "primary",
  placement = "centre",
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
  variant?: "primary" | "destructive";
  /** `wide` has room for two columns. */
  placement?: "centre" | "wide";
  /** Reason blockedReason the form cannot be submitted yet. */
  blocked?: string | null;
  busy: boolean;
  error: Error | null;
  /** Title of the error message. */
  failed: string;
  stillWorks: string;
  onSend: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const blockedReason = blocked ?? (busy ? "Saving." : null);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!blockedReason) onSend();
  };
  return (
    <Dialog open onClose={onClose} placement={placement} title={title}>
      <form method="post" onSubmit={send} noValidate className="flex min-h-0 flex-col">
        <div className="pane flex flex-col gap-4 p-5">
          {children}
          {error && <ErrorNotice title={failed} stillWorks={stillWorks} error={error} onRetry={onSend} />}
        </div>
        <footer className="flex shrink-0 justify-end gap-2 border-t p-4">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant={variant} blocked={blockedReason}>
            {verb}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
