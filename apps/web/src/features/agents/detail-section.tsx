import type { ReactNode } from "react";

/** A section of the detail pane, separated from the next one by a line. */
export function DetailSection({ title, note, end, children }: { title: string; note?: ReactNode; end?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-b px-4 py-5 last:border-b-0 tablet:px-6">
      <div className="mb-2.5 flex min-h-6 items-center justify-between gap-3">
        <h3 className="text-body">{title}</h3>
        <span className="flex items-center gap-3 text-label text-ink-3">
          {note}
          {end}
        </span>
      </div>
      {children}
    </section>
  );
}
