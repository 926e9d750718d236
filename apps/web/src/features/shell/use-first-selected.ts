import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";

/**
 * Selects the first item of a cmdk list, even when better items arrive after the search was typed, until the person moves the
 * selection. cmdk alone keeps the item that was first before. @param arrivals changes when items come or go for a reason other
 * than the search
 */
export function useFirstSelected(list: RefObject<HTMLElement | null>, search: string, arrivals: string) {
  const [selected, setSelected] = useState("");
  const moved = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect resets the selection for each new search
  useEffect(() => {
    moved.current = false;
  }, [search]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect reads the list from the DOM and runs when its items change
  useEffect(() => {
    // Runs after cmdk has sorted the items.
    const frame = requestAnimationFrame(() => {
      const first = list.current?.querySelector<HTMLElement>("[cmdk-item]")?.dataset.value;
      if (!moved.current && first !== undefined) setSelected(first);
    });
    return () => cancelAnimationFrame(frame);
  }, [search, arrivals]);
  return {
    value: selected,
    onValueChange: setSelected,
    onKeyDown: ({ key }: KeyboardEvent) => {
      moved.current ||= key.startsWith("Arrow") || key === "Home" || key === "End";
    },
  };
}
