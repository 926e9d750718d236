import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";

/** The outline of the card while its data or its code loads. */
export function CardSkeleton() {
  return (
    <div aria-busy="true" role="status" className="flex-1 px-4 pt-5 tablet:px-7">
      <SkeletonBar className="h-5 w-56" />
      <SkeletonBar className="mt-3 h-7 w-72" />
      <div className="mt-8 flex items-center gap-4">
        <SkeletonBar className="size-7" />
        <SkeletonBar className="h-px flex-1" />
        <SkeletonBar className="size-7" />
        <SkeletonBar className="h-px flex-1" />
        <SkeletonBar className="size-7" />
      </div>
      <p className="mt-12 text-body text-ink-2">Loading the details.</p>
      <SkeletonBar className="mt-4 h-10 w-full" />
      <SkeletonBar className="mt-4 h-40 w-full" />
    </div>
  );
}
