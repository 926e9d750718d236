"use client";

import { Dialog } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { useSingleKeys } from "./single-keys.ts";

interface Line {
  readonly keys: readonly string[];
  readonly does: string;
}

const GROUPS: readonly { readonly where: string; readonly lines: readonly Line[] }[] = [
  {
    where: "Anywhere",
    lines: [
      { keys: ["⌘ or Ctrl", "K"], does: "Search, or jump to a pasted id" },
      { keys: ["?"], does: "This list" },
      { keys: ["Esc"], does: "Leave a reason, a menu or a dialog" },
    ],
  },
  {
    where: "Approvals",
    lines: [
      { keys: ["J", "K"], does: "Next and previous approval" },
      { keys: ["↵"], does: "Go into the approval" },
      { keys: ["A"], does: "Approve; on high risk, type the name first" },
      { keys: ["D"], does: "Deny, with a reason" },
    ],
  },
  { where: "Agents", lines: [{ keys: ["N"], does: "New agent" }] },
  { where: "Policies", lines: [{ keys: ["N"], does: "New policy" }] },
  {
    where: "Policy editor",
    lines: [
      { keys: ["⌘ or Ctrl", "S"], does: "Save the draft" },
      { keys: ["⌘ or Ctrl", "↵"], does: "Run the cases" },
      { keys: ["Esc", "Tab"], does: "Leave the text" },
    ],
  },
];

/** All keys that do something, and the switch that turns single letters off. */
export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [on, setOn] = useSingleKeys();
  return (
    <Dialog open={open} onClose={onClose} title="Keys" place="centre">
      <div className="pane px-5 pb-2">
        {GROUPS.map(({ where, lines }) => (
          <section key={where} aria-label={where}>
            <h3 className="pt-4 pb-1 text-label text-ink-3">{where}</h3>
            <dl>
              {lines.map(({ keys, does }) => (
                <div key={does} className="flex min-h-9 items-center justify-between gap-4 border-b py-1 last:border-b-0">
                  <dt className="text-body">{does}</dt>
                  <dd className="flex shrink-0 gap-1">
                    {keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="flex items-center gap-3 border-t px-5 py-3.5 text-body">
        <input type="checkbox" checked={on} onChange={(event) => setOn(event.target.checked)} className="size-4 accent-accent" />
        Single letters act without a modifier
      </label>
    </Dialog>
  );
}
