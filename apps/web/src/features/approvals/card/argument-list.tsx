import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { type Argument, writeValue } from "./read-submission.ts";

/** Names and values as the agent sent them. Short values are placed next to each other, long ones as blocks. */
export function ArgumentList({ list }: { list: readonly Argument[] }) {
  const written = list.map(({ name, value }) => ({ name, ...writeValue(value) }));
  const short = written.filter(({ block }) => !block);
  const blocks = written.filter(({ block }) => block);
  return (
    <div className="flex flex-col gap-3">
      {short.length > 0 && (
        <dl className="grid items-baseline grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-4 gap-y-1.5 @min-[560px]:flex @min-[560px]:flex-wrap @min-[560px]:gap-x-7 @min-[560px]:gap-y-2.5">
          {short.map(({ name, text, quoted }) => (
            <div key={name} className="contents @min-[560px]:block @min-[560px]:min-w-0">
              <dt className="text-label break-words text-ink-3">
                <UntrustedInline text={name} />
              </dt>
              <dd className="font-mono text-code break-words whitespace-pre-wrap">
                {quoted && <Quote />}
                <UntrustedInline text={text} />
                {quoted && <Quote />}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {blocks.map(({ name, text }) => (
        <div key={name}>
          <p className="mb-1 text-label text-ink-3">
            <UntrustedInline text={name} />
          </p>
          <TextBlock text={text} label={name} />
        </div>
      ))}
    </div>
  );
}

/** Distinguishes a string from the number or keyword it looks like. */
function Quote() {
  return <span className="text-ink-3">"</span>;
}

/** A long text, without truncation. */
export function TextBlock({ text, label }: { text: string; label: string }) {
  return (
    <ScrollRegion
      label={label}
      className="max-h-80 rounded-control bg-sunken px-3 py-2 font-mono text-code break-words whitespace-pre-wrap"
    >
      <UntrustedInline text={text} />
    </ScrollRegion>
  );
}
