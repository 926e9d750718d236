import clsx from "clsx";
import { GateMark, type GateState } from "./gate-mark.tsx";

const WASH: Record<GateState, string> = {
  allow: "bg-allow-wash text-allow",
  alter: "bg-alter-wash text-alter",
  hold: "bg-hold-wash text-hold",
  deny: "bg-deny-wash text-deny",
  idle: "bg-idle-wash text-idle",
};

/** A status label. Use at most one per row or heading. */
export function StatusPill({ state, children }: { state: GateState; children: string }) {
  return (
    <span
      className={clsx(
        "inline-flex h-5 shrink-0 items-center gap-1.5 rounded-chip px-1.5 text-label font-medium whitespace-nowrap",
        WASH[state],
      )}
    >
      <GateMark state={state} size={13} inherit />
      {children}
    </span>
  );
}
