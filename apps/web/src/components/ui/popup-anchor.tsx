import type { ComponentProps } from "react";
import { createPortal } from "react-dom";

/**
 * An invisible box at the position of an element. Popups that load later are positioned by it, so the element itself is not
 * replaced and keeps its focus.
 */
export function PopupAnchor({ anchor, ...rest }: ComponentProps<"span"> & { anchor: HTMLElement }) {
  const { top, left, width, height } = anchor.getBoundingClientRect();
  const style = { position: "fixed", top, left, width, height, visibility: "hidden", pointerEvents: "none" } as const;
  return createPortal(<span {...rest} aria-hidden="true" style={style} />, document.body);
}
