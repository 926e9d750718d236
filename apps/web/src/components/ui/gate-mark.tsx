import clsx from "clsx";

/** The status of an action: passed, passed with changes, pending, denied, or closed without a decision. */
export type GateState = "allow" | "alter" | "hold" | "deny" | "idle";

const TONE: Record<GateState, string> = {
  allow: "text-allow",
  alter: "text-alter",
  hold: "text-hold",
  deny: "text-deny",
  idle: "text-idle",
};

const diamond = (cx: number, r: number) => `M${cx - r} 7 ${cx} ${7 - r} ${cx + r} 7 ${cx} ${7 + r}Z`;
const posts = (x: number) => `M${x} .5V4.25M${x} 9.75V13.5`;

const SHAPE: Record<GateState, { diamond: string; hollow: boolean; gate: string; stroke: number }> = {
  allow: { diamond: diamond(8.9, 4.3), hollow: false, gate: posts(2), stroke: 1.9 },
  alter: { diamond: diamond(9, 3.6), hollow: true, gate: posts(2), stroke: 1.9 },
  hold: { diamond: diamond(5.1, 4.3), hollow: false, gate: posts(12), stroke: 1.9 },
  deny: { diamond: diamond(4.6, 4.3), hollow: false, gate: "M11.9 .5V13.5", stroke: 2.4 },
  idle: { diamond: diamond(5, 3.6), hollow: true, gate: posts(12), stroke: 1.9 },
};

/** The status of a decision as a drawing. Its word is always next to it, so it is hidden from screen readers. */
export function GateMark({ state, size = 14, inherit = false }: { state: GateState; size?: number; inherit?: boolean }) {
  const shape = SHAPE[state];
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 14 14"
      fill="none"
      aria-hidden="true"
      className={clsx("gate-mark shrink-0", !inherit && TONE[state])}
    >
      <path d={shape.gate} stroke="currentColor" strokeWidth={shape.stroke} />
      {shape.hollow ? <path d={shape.diamond} stroke="currentColor" strokeWidth="1.3" /> : <path d={shape.diamond} fill="currentColor" />}
    </svg>
  );
}
