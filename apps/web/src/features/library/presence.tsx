import type { LibraryList } from "@agentlattice/contract";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { describeState } from "./words.ts";

/** The status of a library policy in this organisation. */
export function Presence({ of }: { of: Pick<LibraryList["policies"][number], "state" | "edited"> }) {
  const description = describeState(of);
  if (!description) return <span className="text-label whitespace-nowrap text-ink-3">Not installed</span>;
  return (
    <span className="inline-flex items-center gap-1.5 text-label whitespace-nowrap">
      <GateMark state={description.mark} size={13} />
      {description.word}
    </span>
  );
}
