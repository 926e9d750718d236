import type { ReactNode } from "react";

/** The title, description and main action of a settings page. */
export function SettingsHead({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 pt-5 pb-4 tablet:px-6">
      <div className="min-w-0">
        <h2 className="text-entry">{title}</h2>
        <p className="mt-0.5 max-w-[560px] text-body text-ink-2">{children}</p>
      </div>
      {action}
    </header>
  );
}
