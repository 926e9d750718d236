import type { LibraryList } from "@agentlattice/contract";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { presenceWords } from "./words.ts";

/** How a policy of the library stands in this organisation. */
export function Presence({ of }: { of: Pick<LibraryList["policies"][number], "state" | "edited"> }) {
  const words = presenceWords(of);
  if (!words) return <span className="text-label whitespace-nowrap text-ink-3">Not installed</span>;
  return (
    <span className="inline-flex items-center gap-1.5 text-label whitespace-nowrap">
      <GateMark state={words.mark} size={13} />
      {words.word}
    </span>
  );
}
