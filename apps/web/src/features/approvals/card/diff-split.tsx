"use client";

import clsx from "clsx";
import { useState } from "react";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { plural } from "#lib/format/text.ts";
import { type DiffPart, type DiffRow, pairRows } from "./diff-rows.ts";

/** The columns of a side-by-side diff: line number and text, twice. */
export function SplitColumns() {
  return (
    <colgroup>
      <col className="w-10" />
      <col />
      <col className="w-10" />
      <col />
    </colgroup>
  );
}

export function SplitPart({ part }: { part: DiffPart }) {
  const [open, setOpen] = useState(part.kind === "rows");
  return (
    <tbody>
      {open ? (
        pairRows(part.rows).map(({ left, right }) => (
          <tr key={`${left?.before}-${right?.after}`}>
            <Side row={left} number={left?.before ?? null} wash="bg-deny-wash" word="removed" />
            <Side row={right} number={right?.after ?? null} wash="bg-allow-wash" word="added" />
          </tr>
        ))
      ) : (
        <Fold lines={part.rows.length} onOpen={() => setOpen(true)} />
      )}
    </tbody>
  );
}

function Side({ row, number, wash, word }: { row: DiffRow | null; number: number | null; wash: string; word: string }) {
  const changed = row !== null && row.sign !== " ";
  const ground = row === null ? "bg-sunken" : changed && wash;
  return (
    <>
      <td className={clsx("tnum pr-2 text-right align-top text-ink-2 select-none", ground)}>{number}</td>
      <td className={clsx("border-r pr-3 pl-1.5 align-top wrap-anywhere whitespace-pre-wrap last:border-r-0", ground)}>
        {changed && <span className="sr-only">{word} </span>}
        {row !== null && <UntrustedInline text={row.text} />}
      </td>
    </>
  );
}

/** A button that expands folded, unchanged lines. */
export function Fold({ lines, onOpen }: { lines: number; onOpen: () => void }) {
  return (
    <tr>
      <td colSpan={4} className="bg-sunken">
        <button
          type="button"
          onClick={onOpen}
          className="w-full px-3 py-0.5 text-left font-sans text-label text-ink-2 hover:text-ink focus-visible:-outline-offset-2"
        >
          Show {plural(lines, "unchanged line", "unchanged lines")}
        </button>
      </td>
    </tr>
  );
}
