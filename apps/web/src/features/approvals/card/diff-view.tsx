"use client";

import clsx from "clsx";
import { useMemo, useState } from "react";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { type DiffPart, type DiffRow, diffTexts } from "./diff-rows.ts";
import { Fold, SplitColumns, SplitPart } from "./diff-split.tsx";

interface DiffViewProps {
  before: string;
  after: string;
  title: string;
  note: string;
  /** True for a side-by-side diff. */
  sideBySide?: boolean;
}

/** A line-by-line diff. `note` names its source. */
export function DiffView({ before, after, title, note, sideBySide = false }: DiffViewProps) {
  const { parts, added, removed } = useMemo(() => diffTexts(before, after), [before, after]);
  const PartView = sideBySide ? SplitPart : Part;
  return (
    <figure className="shrink-0 overflow-hidden rounded-control border border-line-strong">
      <figcaption className="flex flex-wrap items-center justify-between gap-x-4 border-b bg-sunken px-3 py-1 text-label">
        <span className="font-mono text-code">
          {title} <span className="text-allow">+{added}</span> <span className="text-deny">−{removed}</span>
        </span>
        <span className="text-ink-3">{note}</span>
      </figcaption>
      <ScrollRegion
        label="Difference between before and after"
        className="max-h-[480px] overflow-x-auto py-1 font-mono text-code focus-visible:-outline-offset-2"
      >
        <table className={clsx("w-full border-collapse", sideBySide && "table-fixed")}>
          {sideBySide && <SplitColumns />}
          {parts.map((part) => (
            <PartView key={`${part.rows[0]?.before}-${part.rows[0]?.after}`} part={part} />
          ))}
        </table>
        {added + removed === 0 && <p className="px-3 font-sans text-label text-ink-3">No differences.</p>}
      </ScrollRegion>
    </figure>
  );
}

function Part({ part }: { part: DiffPart }) {
  const [open, setOpen] = useState(part.kind === "rows");
  if (open)
    return (
      <tbody>
        {part.rows.map((row) => (
          <Row key={`${row.before}-${row.after}`} row={row} />
        ))}
      </tbody>
    );
  return (
    <tbody>
      <Fold lines={part.rows.length} onOpen={() => setOpen(true)} />
    </tbody>
  );
}

const WORD = { "+": "added", "-": "removed", " ": "" } as const;

function Row({ row: { sign, text, before, after } }: { row: DiffRow }) {
  return (
    <tr className={clsx(sign === "+" && "bg-allow-wash", sign === "-" && "bg-deny-wash")}>
      <td className="tnum w-[31px] pr-2 text-right align-top text-ink-2 select-none">{before}</td>
      <td className="tnum w-8 pr-2 text-right align-top text-ink-2 select-none">{after}</td>
      <td
        className={clsx(
          "w-[18px] text-center align-top font-semibold select-none",
          sign === "+" && "text-allow",
          sign === "-" && "text-deny",
        )}
      >
        <span aria-hidden="true">{sign === "-" ? "−" : sign}</span>
        <span className="sr-only">{WORD[sign]}</span>
      </td>
      <td className="pr-3 pl-3.5 wrap-anywhere whitespace-pre-wrap">
        <UntrustedInline text={text} />
      </td>
    </tr>
  );
}
