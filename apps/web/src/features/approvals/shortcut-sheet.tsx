"use client";

import { Dialog } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { useSingleKeys } from "./single-keys.ts";

const KEYS: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ["J", "K"], does: "Next and previous approval" },
  { keys: ["↵"], does: "Go into the approval" },
  { keys: ["A"], does: "Approve; on high risk, type the name first" },
  { keys: ["D"], does: "Deny, with a reason" },
  { keys: ["Esc"], does: "Leave the reason or a dialog" },
  { keys: ["?"], does: "This list" },
];

/** All keys that do something, and the switch that turns single letters off. */
export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [on, setOn] = useSingleKeys();
  return (
    <Dialog open={open} onClose={onClose} title="Keys" place="centre">
      <dl className="pane px-5 py-2">
        {KEYS.map(({ keys, does }) => (
          <div key={does} className="flex min-h-10 items-center justify-between gap-4 border-b py-1.5">
            <dt className="text-body">{does}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
        <div className="flex min-h-10 items-center justify-between gap-4 py-1.5">
          <dt className="text-body">Search, from anywhere</dt>
          <dd className="flex gap-1">
            <Kbd>⌘ or Ctrl</Kbd>
            <Kbd>K</Kbd>
          </dd>
        </div>
      </dl>
      <label className="flex items-center gap-3 border-t px-5 py-3.5 text-body">
        <input type="checkbox" checked={on} onChange={(event) => setOn(event.target.checked)} className="size-4 accent-accent" />
        Single letters act without a modifier
      </label>
    </Dialog>
  );
}
