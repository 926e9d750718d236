"use client";

import { Dialog } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { useSingleKeys } from "./single-keys.ts";

interface Shortcut {
  readonly keys: readonly string[];
  readonly action: string;
}

const GROUPS: readonly { readonly area: string; readonly shortcuts: readonly Shortcut[] }[] = [
  {
    area: "Anywhere",
    shortcuts: [
      { keys: ["⌘ or Ctrl", "K"], action: "Search, or jump to a pasted id" },
      { keys: ["?"], action: "Keyboard shortcuts" },
      { keys: ["Esc"], action: "Close a menu, a dialog or the reason field, or clear the selection" },
    ],
  },
  {
    area: "Approvals",
    shortcuts: [
      { keys: ["J", "K"], action: "Next and previous approval" },
      { keys: ["↵"], action: "Open the approval" },
      { keys: ["A"], action: "Approve (high risk: type the name first)" },
      { keys: ["D"], action: "Deny, with a reason" },
      { keys: ["E"], action: "Change a value that the policy lets you edit" },
      { keys: ["Q"], action: "Ask the agent" },
      { keys: ["C"], action: "Comment" },
      { keys: ["Shift", "C"], action: "Claim or release the request" },
      { keys: ["Z"], action: "Undo your last decision" },
      { keys: ["→", "←"], action: "Open and close a group of similar requests" },
      { keys: ["X"], action: "Select a request of a group, or the group" },
      { keys: ["Shift", "X"], action: "Select the usual requests up to here" },
      { keys: ["G", "A"], action: "Approve the selected requests" },
      { keys: ["G", "D"], action: "Deny the selected requests" },
    ],
  },
  {
    area: "Unknown outcomes",
    shortcuts: [
      { keys: ["E"], action: "Settle as executed, with evidence" },
      { keys: ["F"], action: "Settle as failed, with evidence" },
      { keys: ["Q"], action: "Read if the agent can be asked" },
    ],
  },
  {
    area: "Agents",
    shortcuts: [
      { keys: ["N"], action: "New agent" },
      { keys: ["H"], action: "Halt" },
    ],
  },
  { area: "Halt", shortcuts: [{ keys: ["R"], action: "Enter the reason to resume" }] },
  {
    area: "Runs",
    shortcuts: [
      { keys: ["[", "]"], action: "Previous and next iteration" },
      { keys: ["V"], action: "Switch between the model view and the original" },
    ],
  },
  {
    area: "Budgets",
    shortcuts: [
      { keys: ["X"], action: "Enter the amount of the pending extension" },
      { keys: ["A"], action: "Approve the pending extension" },
      { keys: ["D"], action: "Deny it, with a reason" },
    ],
  },
  { area: "Anomalies", shortcuts: [{ keys: ["E"], action: "Mark as expected, with a reason" }] },
  {
    area: "Topology",
    shortcuts: [
      { keys: ["→", "←"], action: "Follow an edge" },
      { keys: ["↑", "↓"], action: "Previous and next agent or tool" },
      { keys: ["F"], action: "Fit the graph to the screen" },
      { keys: ["+", "-"], action: "Zoom" },
    ],
  },
  { area: "Compliance", shortcuts: [{ keys: ["P"], action: "Print the report or save it as PDF" }] },
  { area: "Policies", shortcuts: [{ keys: ["N"], action: "New policy" }] },
  {
    area: "Policy editor",
    shortcuts: [
      { keys: ["⌘ or Ctrl", "S"], action: "Save the draft" },
      { keys: ["⌘ or Ctrl", "↵"], action: "Run the cases" },
      { keys: ["Esc", "Tab"], action: "Leave the editor" },
    ],
  },
];

/** The list of keyboard shortcuts, with a switch that disables single-letter shortcuts. */
export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [on, setOn] = useSingleKeys();
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard shortcuts" placement="centre">
      <div className="pane px-5 pb-2">
        {GROUPS.map(({ area, shortcuts }) => (
          <section key={area} aria-label={area}>
            <h3 className="pt-4 pb-1 text-label text-ink-3">{area}</h3>
            <dl>
              {shortcuts.map(({ keys, action }) => (
                <div key={action} className="flex min-h-9 items-center justify-between gap-4 border-b py-1 last:border-b-0">
                  <dt className="text-body">{action}</dt>
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
        Enable single-letter shortcuts
      </label>
    </Dialog>
  );
}
