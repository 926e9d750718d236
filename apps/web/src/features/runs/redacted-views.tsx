"use client";

import { Lock } from "lucide-react";
import { useState } from "react";
import { KeyHint } from "#components/ui/kbd.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { RevealPlaceholders } from "#features/audit/reveal-placeholders.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";

const VIEWS = [
  { value: "model", text: "Model view" },
  { value: "original", text: "Original" },
] as const;

/** Switches between what the model received and the original values, which only some roles may open. V switches too. */
export function RedactedViews({ eventId }: { eventId: string }) {
  const { you } = useMe();
  const [view, setView] = useState<(typeof VIEWS)[number]["value"]>("model");
  useKeys({ v: () => setView((shown) => (shown === "model" ? "original" : "model")) });
  return (
    <section aria-label="Redacted values" className="flex flex-col gap-3 border-b px-6 py-5">
      <div className="flex items-center gap-3">
        <Segmented label="View" value={view} options={VIEWS} onChange={setView} />
        <KeyHint>V</KeyHint>
      </div>
      {view === "model" && (
        <p className="text-label text-ink-2">
          Fields of this action were redacted. The payload below holds what the model received. Each view of an original is recorded.
        </p>
      )}
      {view === "original" && may(you, "audit:placeholders") && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="text-label text-ink-2">The ledger records your name before an original is shown.</p>
          <RevealPlaceholders eventId={eventId} />
        </div>
      )}
      {view === "original" && !may(you, "audit:placeholders") && (
        <p className="flex items-center gap-2 text-label text-ink-2">
          <Lock size={13} strokeWidth={1.75} aria-hidden="true" className="shrink-0" />
          Locked. Only owners and auditors open the original.
        </p>
      )}
    </section>
  );
}
