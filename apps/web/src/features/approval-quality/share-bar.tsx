import { formatShare } from "./figures.ts";

/** A share as a bar with its number. */
export function ShareBar({ share }: { share: number | null }) {
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <span aria-hidden="true" className="h-1 w-16 bg-line">
        <span className="block h-full bg-ink-2" style={{ width: `${(share ?? 0) * 100}%` }} />
      </span>
      <span className="tnum">{formatShare(share)}</span>
    </span>
  );
}
