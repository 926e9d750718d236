import { CopyButton } from "./copy-button.tsx";

/** A secret, in the clear for as long as this is on the screen. `label` names it for the copy button. */
export function ShownOnce({ value, label, note }: { value: string; label: string; note: string }) {
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center gap-2 rounded-control bg-sunken px-3 py-2">
        <code className="min-w-0 flex-1 font-mono text-code break-all">{value}</code>
        <CopyButton value={value} label={label} />
      </div>
      <p className="text-label text-ink-2">{note}</p>
    </div>
  );
}
