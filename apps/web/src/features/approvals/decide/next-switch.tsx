"use client";

import { useStoredSwitch } from "#lib/preferences/use-stored-switch.ts";

export const useOpensNext = () => useStoredSwitch("al-open-next");

/** The switch that opens the next request after a decision. This browser remembers it. */
export function NextSwitch() {
  const [on, setOn] = useOpensNext();
  return (
    <label className="flex items-center gap-2.5 text-label text-ink-2 max-tablet:w-full">
      <input type="checkbox" checked={on} onChange={(event) => setOn(event.target.checked)} className="size-4 shrink-0 accent-accent" />
      Open next request after deciding
    </label>
  );
}
