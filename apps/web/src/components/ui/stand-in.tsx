import type { ComponentProps } from "react";
import { createPortal } from "react-dom";

/**
 * An invisible box in the place of an element. A popup that is loaded later is positioned by it, so that the element itself
 * is not replaced and keeps its focus.
 */
export function StandIn({ anchor, ...rest }: ComponentProps<"span"> & { anchor: HTMLElement }) {
  const { top, left, width, height } = anchor.getBoundingClientRect();
  const style = { position: "fixed", top, left, width, height, visibility: "hidden", pointerEvents: "none" } as const;
  return createPortal(<span {...rest} aria-hidden="true" style={style} />, document.body);
}
