import clsx from "clsx";
import type { ReactNode } from "react";
import { Diamond } from "#components/ui/diamond.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";

/** The state of a step: done, current, pending approval, stopped, or not reached yet. */
export type StepState = "done" | "now" | "pending" | "stopped" | "later";

/** One step on the thread. The line below it is solid once the step is done. */
export function Step({
  state,
  title,
  note,
  last = false,
  children,
}: {
  state: StepState;
  title: string;
  note?: ReactNode;
  last?: boolean;
  children: ReactNode;
}) {
  return (
    <li
      aria-current={state === "done" || state === "later" ? undefined : "step"}
      className="relative flex gap-5 pb-9 last:pb-0 tablet:gap-7"
    >
      {!last && (
        <span
          aria-hidden="true"
          className={clsx(
            "absolute top-5 bottom-0 left-[9.5px] border-l",
            state === "done" ? "border-ink-2" : "border-dashed border-line-strong",
          )}
        />
      )}
      <span className="relative flex h-6 w-5 shrink-0 items-center justify-center bg-surface">
        <StepMark state={state} />
      </span>
      <div className="min-w-0 flex-1">
        <h2 className={clsx("text-[15px] leading-6", state === "later" && "font-medium text-ink-3")}>
          {title} {note && <span className="tnum ml-1.5 text-label font-normal text-ink-3">{note}</span>}
        </h2>
        <div className="mt-1">{children}</div>
      </div>
    </li>
  );
}

function StepMark({ state }: { state: StepState }) {
  if (state === "pending") return <GateMark state="hold" size={20} />;
  if (state === "stopped") return <GateMark state="deny" size={20} />;
  return (
    <Diamond
      size={15}
      hollow={state !== "done"}
      className={state === "later" ? "text-line-strong" : state === "now" ? "text-accent" : "text-ink"}
    />
  );
}
