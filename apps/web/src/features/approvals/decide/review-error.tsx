import { GateMark } from "#components/ui/gate-mark.tsx";
import { ApiError } from "#lib/api/api-error.ts";

interface ReviewErrorProps {
  error: Error | null;
  /** Messages by error code that replace the message of the API. */
  messages?: Partial<Record<string, string>>;
}

/** An error of an operation on an approval, with its code. */
export function ReviewError({ error, messages = {} }: ReviewErrorProps) {
  if (!error) return null;
  const known = error instanceof ApiError ? error : null;
  return (
    <p role="alert" className="flex w-full flex-wrap items-center gap-x-2 text-label text-deny">
      <GateMark state="deny" size={13} />
      {(known && messages[known.code]) ?? error.message}
      {known && (
        <span className="font-mono text-[11px] text-ink-3">
          {known.code} {known.requestId}
        </span>
      )}
    </p>
  );
}
