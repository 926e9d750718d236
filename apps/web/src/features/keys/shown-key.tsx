import { ShownOnce } from "#components/ui/shown-once.tsx";

/** A new key, in the clear for as long as this is on the screen. */
export function ShownKey({ apiKey }: { apiKey: string }) {
  return <ShownOnce value={apiKey} label="key" note="Shown once. Only its SHA-256 is kept, so nobody can show it again." />;
}
