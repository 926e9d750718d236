import clsx from "clsx";
import { Bone } from "#components/ui/bone.tsx";

/** Rows that are on their way. `row`: the height of the real ones; `bones`: what stands in each. */
export function ListSkeleton({ rows, row, bones, className }: { rows: number; row: string; bones: readonly string[]; className?: string }) {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className={clsx("flex-1 overflow-hidden", className)}>
      {[...Array(rows).keys()].map((place) => (
        <div key={place} className={clsx("flex items-center gap-8 border-b px-4 tablet:px-6", row)}>
          {bones.map((bone) => (
            <Bone key={bone} className={bone} />
          ))}
        </div>
      ))}
    </div>
  );
}
