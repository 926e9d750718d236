import clsx from "clsx";
import type { ReactNode } from "react";
import { Diamond } from "#components/ui/diamond.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import type { CheckedHead } from "#features/shell/use-head.ts";
import { formatCount } from "#lib/format/text.ts";
import { formatUtc } from "#lib/format/time.ts";

interface StatusLadderProps {
  readonly head: Pick<CheckedHead, "status" | "size" | "pin">;
  /** Statement about the verified signature, or null until it is verified. */
  readonly signedBy: ReactNode;
  /** The error, if there is one. */
  readonly fault?: string | null;
}

/**
 * The levels SIGNED, PINNED and WITNESSED with their evidence. SIGNED is never green, because a signature does not show that
 * nothing was rewritten.
 */
export function StatusLadder({ head, signedBy, fault = null }: StatusLadderProps) {
  const { status, pin } = head;
  if (fault !== null || status === "INVALID")
    return <Broken name="INVALID">{fault ?? "The signature of the head does not verify with the log's key."}</Broken>;
  if (status === "DIVERGED" && pin) {
    return (
      <Broken name="DIVERGED">
        The signed head of {formatCount(head.size)} entries does not begin with the {formatCount(pin.size)} that this browser pinned at{" "}
        {formatUtc(pin.at)}: history was rewritten, or two different logs were served. Both heads are signed. Keep them as evidence.
      </Broken>
    );
  }
  const pinned = status === "PINNED" && pin !== null;
  return (
    <ol className="relative flex flex-col gap-4">
      <span aria-hidden="true" className="absolute top-2 bottom-8 left-[5.5px] w-px bg-line-strong" />
      <Rung name="SIGNED" reached={signedBy !== null} tone="text-ink-2">
        {signedBy ?? "Not verified yet."} {signedBy !== null && "A signature alone does not show that nothing was rewritten."}
      </Rung>
      <Rung name="PINNED" reached={pinned && signedBy !== null} tone="text-allow">
        {pinned
          ? `It extends the head of ${formatCount(pin.size)} entries that this browser pinned at ${formatUtc(pin.at)}.`
          : "This browser had no earlier head to compare with. It has pinned this one."}
      </Rung>
      <Rung name="WITNESSED" reached={false} tone="text-allow">
        No witness yet.
      </Rung>
    </ol>
  );
}

function Rung({ name, reached, tone, children }: { name: string; reached: boolean; tone: string; children: ReactNode }) {
  return (
    <li className="relative flex gap-3">
      <span className="flex h-4 w-3 shrink-0 items-center justify-center">
        <Diamond size={reached ? 11 : 10} hollow={!reached} className={reached ? tone : "text-ink-3"} />
      </span>
      <div className="min-w-0">
        <p className={clsx("text-label font-semibold", reached ? "text-ink" : "text-ink-3")}>
          {name}
          {!reached && <span className="sr-only">, not reached</span>}
        </p>
        <p className={clsx("text-label", reached ? "text-ink-2" : "text-ink-3")}>{children}</p>
      </div>
    </li>
  );
}

/** An alert with a bar across the thread. */
function Broken({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div role="alert" className="flex gap-3">
      <span className="flex h-4 items-center">
        <GateMark state="deny" />
      </span>
      <div className="min-w-0">
        <p className="text-label font-semibold text-deny">{name}</p>
        <p className="text-label text-ink-2">{children}</p>
      </div>
    </div>
  );
}
