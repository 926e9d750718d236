import type { ReactNode } from "react";

/** One section of the results next to the editor. */
export function PanelSection({ title, note, action, children }: { title: string; note?: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-b px-4 py-4 tablet:px-6">
      <header className="mb-2 flex min-h-[26px] items-center gap-2.5">
        <h2 className="text-body font-semibold">{title}</h2>
        {note && <p className="min-w-0 text-label text-ink-3">{note}</p>}
        {action && <div className="ml-auto">{action}</div>}
      </header>
      {children}
    </section>
  );
}

export function PanelError({ title, error }: { title: string; error: Error }) {
  return (
    <p role="alert" className="text-label break-words text-deny">
      {title}. {error.message}
    </p>
  );
}
