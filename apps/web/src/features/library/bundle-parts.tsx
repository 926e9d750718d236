import type { LibraryItem } from "@agentlattice/contract";
import { Link } from "#components/ui/link.tsx";
import { PanelSection } from "#features/policies/panel-section.tsx";
import { Presence } from "./presence.tsx";

type Bundle = Extract<LibraryItem, { states: unknown }>;
type StarterItem = Extract<LibraryItem, { kind: "starter" }>;

/** Links to policies by name. */
export function PolicyLinks({ names, states }: { names: readonly string[]; states: Bundle["states"] }) {
  return (
    <ul>
      {names.map((name) => (
        <li key={name}>
          <Link href={`/policies/library/${name}`} className="inline-flex min-h-6 items-center text-accent-text hover:underline">
            {states.find((one) => one.name === name)?.title ?? name}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The policies of a starter with their state in this organisation. */
export function BundleStates({ item }: { item: StarterItem }) {
  return (
    <PanelSection title="Policies" note={`${item.states.length} in this starter`}>
      <ul>
        {item.states.map((state) => (
          <li key={state.name} className="flex min-h-10 items-center justify-between gap-4 border-b last:border-b-0">
            <Link href={`/policies/library/${state.name}`} className="font-medium hover:underline">
              {state.title}
            </Link>
            <Presence of={state} />
          </li>
        ))}
      </ul>
    </PanelSection>
  );
}

/** The settings in which a starter differs from the library's policies. */
export function SettingsTable({ item }: { item: StarterItem }) {
  const changed = item.states.flatMap(({ name, title }) => {
    const settings = item.settings.filter(({ policy }) => policy === name);
    return settings.length > 0 ? [{ name, title, settings }] : [];
  });
  return (
    <PanelSection title="Changed settings">
      <ul className="flex flex-col gap-2.5">
        {changed.map(({ name, title, settings }) => (
          <li key={name}>
            <p>{title}</p>
            {settings.map(({ path, value }) => (
              <p key={path} className="font-mono text-code break-all text-ink-2">
                {path}: {JSON.stringify(value)}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </PanelSection>
  );
}
