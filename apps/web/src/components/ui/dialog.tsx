"use client";

import { lazy, Suspense } from "react";
import type { DialogWindowProps } from "./dialog-window.tsx";

const Window = lazy(() => import("./dialog-window.tsx").then((module) => ({ default: module.DialogWindow })));

/** A modal dialog. Its code is loaded when the first dialog of a page opens. */
export function Dialog({ open, ...rest }: DialogWindowProps & { open: boolean }) {
  if (!open) return null;
  return (
    <Suspense>
      <Window {...rest} />
    </Suspense>
  );
}
