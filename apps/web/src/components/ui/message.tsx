import type { ReactNode } from "react";
import { GateMark, type GateState } from "./gate-mark.tsx";

/** A page that says one thing. */
export function Message({
  head,
  mark,
  title,
  children,
  action,
}: {
  head?: ReactNode;
  mark: GateState;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col bg-surface px-6 py-8 tablet:px-14 tablet:py-10">
      {head && <header>{head}</header>}
      <main className="mx-auto flex w-full max-w-[420px] flex-1 flex-col items-start justify-center gap-2 py-10">
        <GateMark state={mark} size={28} />
        <h1 className="mt-4 text-subject">{title}</h1>
        <p className="text-[14px] leading-[22px] text-ink-2">{children}</p>
        {action && <div className="mt-4 flex gap-2">{action}</div>}
      </main>
    </div>
  );
}
