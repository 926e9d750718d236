import type { ReactNode } from "react";

/** Container for a message shown in place of a list. */
export function ListNotice({ children }: { children: ReactNode }) {
  return <div className="flex-1 p-5 tablet:px-6">{children}</div>;
}
