import type { PolicyIssue } from "@agentlattice/contract";
import { Info } from "lucide-react";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { plural } from "#lib/format/text.ts";

/** The parts of a valid text that have no effect, with the reasons. Collapsed by default. */
export function IgnoredParts({ notes }: { notes: readonly PolicyIssue[] }) {
  if (notes.length === 0) return null;
  return (
    <details className="shrink-0 border-t text-label">
      <summary className="quick flex h-9 cursor-pointer items-center gap-1.5 px-4 text-hold hover:bg-hover tablet:px-6">
        <Info size={14} strokeWidth={1.75} aria-hidden="true" />
        {plural(notes.length, "part of this text has no effect", "parts of this text have no effect")}
      </summary>
      <ul className="max-h-44 overflow-y-auto px-4 pb-3 tablet:px-6">
        {notes.map(({ path, message }) => (
          <li key={`${path} ${message}`} className="py-0.5 break-words text-ink-2">
            <code className="font-mono text-code text-ink-3">{path}</code> <UntrustedInline text={message} />
          </li>
        ))}
      </ul>
    </details>
  );
}
