import type { ReactNode } from "react";
import { Diamond } from "./diamond.tsx";

/** The empty state of a list: a hollow diamond on a short thread, one sentence, one button. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div data-empty className="flex flex-col items-start">
      <span aria-hidden="true" className="relative ml-2 flex h-14 items-center">
        <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
        <Diamond size={18} hollow className="relative text-ink-3" />
      </span>
      <h2 className="mt-3 text-body">{title}</h2>
      {children && <p className="mt-0.5 text-body text-ink-2">{children}</p>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
