import type { Approval } from "@agentlattice/contract";
import clsx from "clsx";

type RiskLevel = Approval["risk"]["level"];

const LEVELS: Record<RiskLevel, { bars: number; word: string; fill: string; text: string }> = {
  low: { bars: 1, word: "Low", fill: "fill-ink-3", text: "text-ink-2" },
  medium: { bars: 2, word: "Medium", fill: "fill-hold", text: "text-hold" },
  high: { bars: 3, word: "High", fill: "fill-deny", text: "text-deny" },
  critical: { bars: 4, word: "Critical", fill: "fill-deny", text: "text-deny" },
};

/** The risk level as four rising bars and its word. */
export function Risk({ level, suffix = "" }: { level: RiskLevel; suffix?: string }) {
  const { bars, word, fill, text } = LEVELS[level];
  return (
    <span className={clsx("inline-flex items-center gap-2 whitespace-nowrap", text)}>
      <svg width="15" height="12" viewBox="0 0 15 12" aria-hidden="true" className="risk-bars shrink-0">
        {[0, 1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={bar * 4}
            y={8.5 - bar * 2.8}
            width="2.8"
            height={3.5 + bar * 2.8}
            className={bar < bars ? fill : "fill-line-strong"}
          />
        ))}
      </svg>
      {word}
      {suffix}
    </span>
  );
}
