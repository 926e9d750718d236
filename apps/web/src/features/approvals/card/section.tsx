import type { ReactNode } from "react";

/** A section of the card, separated from the next one by a line. */
export function Section({
  title,
  note,
  aside,
  end,
  children,
}: {
  title: string;
  note?: string;
  aside?: ReactNode;
  end?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="border-b py-4 last:border-b-0 max-tablet:-mx-4 max-tablet:px-4 tablet:py-[17px]">
      <div className="mb-2 flex min-h-5 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <div className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
          <h3 className="text-body">{title}</h3>
          {note && <span className="hidden text-label text-ink-3 @min-[560px]:inline">{note}</span>}
          {aside}
        </div>
        {end}
      </div>
      {children}
    </section>
  );
}
