import clsx from "clsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";

/** Placeholder rows while a list loads. `row` is the height class of a real row; `bars` are the classes of the bars in each row. */
export function ListSkeleton({ rows, row, bars, className }: { rows: number; row: string; bars: readonly string[]; className?: string }) {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className={clsx("flex-1 overflow-hidden", className)}>
      {[...Array(rows).keys()].map((index) => (
        <div key={index} className={clsx("flex items-center gap-8 border-b px-4 tablet:px-6", row)}>
          {bars.map((bar) => (
            <SkeletonBar key={bar} className={bar} />
          ))}
        </div>
      ))}
    </div>
  );
}
