import { CopyButton } from "./copy-button.tsx";

/** A secret that is displayed once. `label` names it for the copy button. */
export function OneTimeSecret({ value, label, note }: { value: string; label: string; note: string }) {
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center gap-1 rounded-control bg-sunken py-2 pr-1.5 pl-3">
        <code className="min-w-0 flex-1 font-mono text-code break-all">{value}</code>
        <CopyButton value={value} label={label} />
      </div>
      <p className="text-label text-ink-2">{note}</p>
    </div>
  );
}
