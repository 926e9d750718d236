import { Diamond } from "#components/ui/diamond.tsx";
import { formatAmount } from "#lib/format/text.ts";
import type { NumberBounds } from "./read-edit.ts";

/** The bounds of a number as a line: the hollow diamond is the requested value, the filled one the new value. */
export function BoundsLine({ low, high, requested, value }: NumberBounds & { value: number }) {
  const toPercent = (at: number) => `${high === low ? 0 : Math.min(1, Math.max(0, (at - low) / (high - low))) * 100}%`;
  return (
    <div aria-hidden="true" className="mt-1 text-small text-ink-3">
      <div className="relative mx-1.5 h-4">
        <span className="absolute inset-x-0 top-1/2 border-t border-line-strong" />
        <span className="absolute top-1/2 flex -translate-1/2 text-ink-2" style={{ left: toPercent(requested) }}>
          <Diamond size={11} hollow />
        </span>
        {value !== requested && (
          <span className="absolute top-1/2 flex -translate-1/2 text-accent-text" style={{ left: toPercent(value) }}>
            <Diamond size={11} />
          </span>
        )}
      </div>
      <div className="tnum flex justify-between gap-3">
        <span>{formatAmount(low)}</span>
        <span>{formatAmount(high)}</span>
      </div>
    </div>
  );
}
