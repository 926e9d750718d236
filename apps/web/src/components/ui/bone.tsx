import clsx from "clsx";

/** A bar of a skeleton, which has the real height of what it stands for. */
export function Bone({ className }: { className: string }) {
  return <span aria-hidden="true" className={clsx("block animate-wait rounded-chip bg-sunken dark:bg-hover", className)} />;
}
