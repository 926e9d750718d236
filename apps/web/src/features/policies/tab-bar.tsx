import type { ReactNode } from "react";

export interface Tab<Value extends string> {
  readonly value: Value;
  readonly name: string;
  readonly count?: string;
}

/** The tabs of a page, with the controls of the open tab at the right. */
export function TabBar<Value extends string>({
  tabs,
  value,
  onChange,
  label = "Views of this policy",
  children,
}: {
  tabs: readonly Tab<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  label?: string;
  children?: ReactNode;
}) {
  return (
    <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-5 gap-y-1 border-b px-4 tablet:px-6">
      <nav aria-label={label} className="flex gap-5 self-stretch">
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            aria-current={tab.value === value ? "page" : undefined}
            onClick={() => onChange(tab.value)}
            className="quick -mb-px inline-flex min-h-12 items-center gap-2 border-b-2 border-transparent whitespace-nowrap text-ink-2 hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-ink"
          >
            {tab.name}
            {tab.count !== undefined && <span className="tnum text-label font-normal text-ink-3">{tab.count}</span>}
          </button>
        ))}
      </nav>
      {children && <div className="ml-auto py-2">{children}</div>}
    </div>
  );
}
