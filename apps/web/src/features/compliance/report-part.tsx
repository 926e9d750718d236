import clsx from "clsx";
import type { ReactNode } from "react";

/** A part of the pane at the right. */
export function Part({ title, className, children }: { title: string; className?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className={clsx("border-b px-4 py-5 last:border-b-0 tablet:px-6", className)}>
      <h3 className="mb-3 text-body">{title}</h3>
      {children}
    </section>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 border-b py-2 last:border-b-0">
      <dt className="shrink-0 text-ink-2">{name}</dt>
      <dd className="tnum min-w-0 text-right">{children}</dd>
    </div>
  );
}
