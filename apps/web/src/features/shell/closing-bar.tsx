"use client";

import { GateMark } from "#components/ui/gate-mark.tsx";
import { formatUtc } from "#lib/format/time.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { RestoreButton } from "./restore-button.tsx";

/** An alert above every page while the organisation is scheduled for deletion. */
export function ClosingBar() {
  const { purgeAt, you } = useMe();
  const mayRestore = may(you, "organisation:delete");
  if (purgeAt === null) return null;
  return (
    <div role="alert" className="flex min-h-9 shrink-0 flex-wrap items-center gap-3 bg-deny-wash px-4 py-2 text-body tablet:px-6">
      <GateMark state="deny" />
      <p className="min-w-0 flex-1">
        <strong>This organisation is scheduled for deletion.</strong>{" "}
        <span className="text-ink-2">
          All its data will be deleted permanently on {formatUtc(purgeAt)}.{" "}
          {mayRestore ? "You can read and export until then." : "Ask an owner to cancel the deletion."}
        </span>
      </p>
      {mayRestore && <RestoreButton />}
    </div>
  );
}
