import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";

/**
 * What stands selected in a cmdk list: the first item, also when better ones arrive after the search was typed, until somebody moves
 * away from it. cmdk by itself keeps what was first before.
 * @param arrivals changes when items come or go for another reason than the search
 */
export function useFirstSelected(list: RefObject<HTMLElement | null>, search: string, arrivals: string) {
  const [selected, setSelected] = useState("");
  const moved = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search starts anew
  useEffect(() => {
    moved.current = false;
  }, [search]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what arrives is in the list, not read here
  useEffect(() => {
    // After cmdk has sorted what is there now.
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
