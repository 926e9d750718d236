import { revealText } from "@agentlattice/core/text";

/** Text written by an agent or caller, rendered inert: no markup, no links, and hidden or reordering characters made visible. */
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
      agent's text, not verified
    </span>
  );
}

/** A paragraph written by an agent. */
export function UntrustedBlock({ text }: { text: string }) {
  return (
    <p className="max-w-[64ch] border-l border-dashed border-ink-3 pl-3 break-words whitespace-pre-wrap text-ink-2">
      <UntrustedInline text={text} />
    </p>
  );
}
