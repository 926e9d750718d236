import { CopyButton } from "#components/ui/copy-button.tsx";

/** A new key, in the clear for as long as this is on the screen. */
export function ShownKey({ apiKey }: { apiKey: string }) {
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center gap-2 rounded-control bg-sunken px-3 py-2">
        <code className="min-w-0 flex-1 font-mono text-code break-all">{apiKey}</code>
        <CopyButton value={apiKey} label="key" />
      </div>
      <p className="text-label text-ink-2">Shown once. Only its SHA-256 is kept, so nobody can show it again.</p>
    </div>
  );
}
