"use client";

import { CircleAlert } from "lucide-react";
import { ApiError } from "#lib/api/api-error.ts";
import { CeremonyError } from "#lib/passkeys/ceremony-error.ts";
import { Button } from "./button.tsx";

/** Shows an error: what failed, what still works, Retry and the request id. */
export function ErrorNotice({
  title,
  stillWorks,
  error,
  onRetry,
}: {
  title: string;
  stillWorks: string;
  error: unknown;
  onRetry: () => void;
}) {
  const known = error instanceof ApiError ? error : null;
  const sentence = error instanceof ApiError || error instanceof CeremonyError ? error.message : null;
  return (
    <div role="alert" className="flex items-start gap-3">
      <CircleAlert size={16} strokeWidth={1.75} aria-hidden="true" className="mt-0.5 shrink-0 text-deny" />
      <div className="min-w-0 flex-1">
        <h3 className="text-body">{title}</h3>
        <p className="mt-0.5 text-label break-words text-ink-2">
          {sentence && `${sentence} `}
          {stillWorks} {known?.requestId && <span className="font-mono text-ink-3">{known.requestId}</span>}
        </p>
      </div>
      <Button size="table" onClick={onRetry}>
        Retry
      </Button>
    </div>
  );
}
