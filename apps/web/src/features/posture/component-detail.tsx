"use client";

import type { PostureComponent } from "@agentlattice/contract";
import { useState } from "react";
import { Link } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatCount } from "#lib/format/text.ts";
import { formatAgo, formatUtc } from "#lib/format/time.ts";
import { COMPONENT_WORDS, type ComponentName } from "./component-words.ts";

type Evidence = PostureComponent["evidence"][number];

/** The evidence of a component: its counts, the first rows of each, and the recommendations. */
export function ComponentDetail({ name, component }: { name: ComponentName; component: PostureComponent }) {
  const { score, max, summary, evidence, advice } = component;
  return (
    <>
      <div className="flex items-baseline justify-between gap-4">
        {/* On narrow pages the sheet already has this title. */}
        <h2 className="text-page font-semibold max-wide:sr-only">{COMPONENT_WORDS[name]}</h2>
        <p className="tnum">
          <span className="font-semibold">{score}</span> <span className="text-ink-3">/ {max}</span>
        </p>
      </div>
      <p className="mt-1 text-ink-2 first-letter:uppercase">{summary}.</p>
      <dl className="mt-4">
        {evidence.map((item) => (
          <EvidenceItem key={item.id} item={item} />
        ))}
      </dl>
      {advice.length > 0 && (
        <ul aria-label="Recommendations" className="mt-5 border-t">
          {advice.map(({ id, text, gain, action }, index) => (
            <li key={id} className="flex items-center gap-4 border-b py-3 last:border-b-0">
              <p className="min-w-0 flex-1 font-medium">
                {text} <span className="tnum font-semibold whitespace-nowrap text-allow">+{gain}</span>
              </p>
              <LinkButton href={action.href} variant={index === 0 ? "primary" : "plain"} size="page">
                {action.label}
              </LinkButton>
            </li>
          ))}
        </ul>
      )}
      {advice.length === 0 && <p className="mt-5 border-t pt-3 text-ink-2">No recommendations.</p>}
    </>
  );
}

/** Limits long lists so that the recommendations stay in view. */
const SHOWN_ROWS = 5;

function EvidenceItem({ item: { label, count, href, rows = [] } }: { item: Evidence }) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? rows : rows.slice(0, SHOWN_ROWS);
  return (
    <div className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 border-t py-2">
      <dt className="text-ink-2">{label}</dt>
      <dd>
        <Link href={href} className="quick tnum rounded-chip font-semibold underline-offset-2 hover:underline">
          {formatCount(count)}
          <span className="sr-only">, show rows</span>
        </Link>
      </dd>
      {rows.length > 0 && (
        <dd className="col-span-2 min-w-0">
          <ul className="mt-1 text-label">
            {shown.map((row) => (
              <li key={`${row.name} ${row.detail} ${row.href}`} className="flex min-h-7 items-center gap-3">
                <Link href={row.href} className="quick w-2/5 min-w-0 shrink-0 truncate rounded-chip text-accent-text hover:underline">
                  <UntrustedInline text={row.name} />
                </Link>
                <span className="min-w-0 flex-1 truncate text-ink-2">
                  <UntrustedInline text={row.detail} />
                </span>
                {row.at !== null && <Ago at={row.at} />}
              </li>
            ))}
          </ul>
          {shown.length < rows.length && (
            <button
              type="button"
              onClick={() => setShowsAll(true)}
              className="quick rounded-chip text-label font-medium text-accent-text hover:underline"
            >
              {formatCount(rows.length - shown.length)} more
              <span className="sr-only"> of {label}</span>
            </button>
          )}
          {shown.length === rows.length && rows.length < count && (
            <Link href={href} className="quick rounded-chip text-label font-medium text-accent-text hover:underline">
              All {formatCount(count)}
            </Link>
          )}
        </dd>
      )}
    </div>
  );
}

function Ago({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatUtc(at)} className="tnum shrink-0 text-ink-3">
      {formatAgo(now - Date.parse(at))}
    </time>
  );
}
