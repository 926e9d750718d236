"use client";

import { LinkButton } from "#components/ui/link-button.tsx";

/** Announces the signature of the passkey, or leads a person without one to the page where they add it. */
export function EvidenceNote({ hasPasskey }: { hasPasskey: boolean }) {
  if (hasPasskey) return <p className="w-full text-label text-ink-2">Your passkey signs what is shown here.</p>;
  return (
    <div className="flex w-full flex-wrap items-center gap-x-4 gap-y-2 text-ink">
      <p className="min-w-0">This needs the signature of a passkey, and you have none.</p>
      <LinkButton href={ADD_PASSKEY}>Add a passkey</LinkButton>
    </div>
  );
}

const ADD_PASSKEY = "/settings/passkeys?open=passkey";

/** The reason why a person without a passkey cannot approve. */
export const NO_PASSKEY = "Add a passkey first.";
