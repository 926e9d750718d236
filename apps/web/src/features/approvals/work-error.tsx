import { GateMark } from "#components/ui/gate-mark.tsx";
import { ApiError } from "#lib/api/api-error.ts";

/** An error of an operation on an approval, with its code. */
export function WorkError({ error }: { error: Error | null }) {
  if (!error) return null;
  return (
    <p role="alert" className="flex flex-wrap items-center gap-x-2 text-label text-deny">
      <GateMark state="deny" size={13} />
      {error.message}
      {error instanceof ApiError && (
        <span className="font-mono text-[11px] text-ink-3">
          {error.code} {error.requestId}
        </span>
      )}
    </p>
  );
}
