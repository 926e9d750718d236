import { revealText } from "@agentlattice/core/text";

/** What an agent or caller wrote, inert: never markup, never a link, and nothing in it invisible or reordering its neighbours. */
export function UntrustedInline({ text }: { text: string }) {
  return (
    <bdi>
      {revealText(text).map((part) =>
        part.kind === "text" ? (
          part.text
        ) : (
          <span key={part.at} className="mx-0.5 rounded-chip bg-deny-wash px-1 font-mono text-[0.85em] font-normal text-deny">
            {part.code}
          </span>
        ),
      )}
    </bdi>
  );
}

export function UntrustedTag() {
  return (
    <span className="rounded-chip border border-dashed border-line-strong px-1.5 text-small leading-[18px] text-ink-2">
      agent's words, not checked
    </span>
  );
}

/** A paragraph of an agent's words. */
export function UntrustedBlock({ text }: { text: string }) {
  return (
    <p className="max-w-[64ch] border-l border-dashed border-ink-3 pl-3 break-words whitespace-pre-wrap text-ink-2">
      <UntrustedInline text={text} />
    </p>
  );
}
