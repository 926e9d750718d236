import clsx from "clsx";

/** A bar of a skeleton, as high as the content it replaces. */
export function SkeletonBar({ className }: { className: string }) {
  return <span aria-hidden="true" className={clsx("block animate-wait rounded-chip bg-sunken dark:bg-hover", className)} />;
}
