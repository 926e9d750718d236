import type { ReactNode } from "react";

/** Stands where a list would stand. */
export function ListNotice({ children }: { children: ReactNode }) {
  return <div className="flex-1 p-5 tablet:px-6">{children}</div>;
}
