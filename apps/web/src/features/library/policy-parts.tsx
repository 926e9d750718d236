import type { LibraryItem } from "@agentlattice/contract";
import type { ReactNode } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { Risk } from "#components/ui/risk.tsx";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { CaseLine } from "#features/policies/cases-panel.tsx";
import { PanelSection } from "#features/policies/panel-section.tsx";
import { EFFECT } from "#features/policies/words.ts";
import { Presence } from "./presence.tsx";

type PolicyItem = Extract<LibraryItem, { kind: "policy" }>;

const ATTACK = /^attack: /;

/** A policy of the library: what it stops and does not stop, its parameters, its text, and its cases with their results. */
export function PolicyParts({ item }: { item: PolicyItem }) {
  const passing = (results: PolicyItem["results"]) => `${results.filter(({ pass }) => pass).length} of ${results.length}`;
  const attacks = item.results.filter(({ name }) => ATTACK.test(name));
  const others = item.results.filter(({ name }) => !ATTACK.test(name));
  return (
    <div className="wide:grid wide:grid-cols-[minmax(0,1fr)_452px]">
      <div className="min-w-0 wide:border-r">
        <Details item={item} />
        <PanelSection title="Stops">
          <Sentences mark="deny" texts={item.stops} />
        </PanelSection>
        <PanelSection title="Does not stop">
          <Sentences mark="idle" texts={item.leaves} />
        </PanelSection>
        <PanelSection title="Review before publishing">
          <Parameters item={item} />
        </PanelSection>
        <PanelSection title="Document" action={<CopyButton value={item.yaml} label="document" />}>
          <ScrollRegion label="Policy document" className="overflow-x-auto rounded-control bg-sunken p-3 font-mono text-code">
            <pre>{item.yaml}</pre>
          </ScrollRegion>
        </PanelSection>
      </div>
      <div className="min-w-0">
        <PanelSection title="Attacks" note={`${passing(attacks)} stopped in this run`}>
          <Cases results={attacks} />
        </PanelSection>
        <PanelSection title="Other cases" note={`${passing(others)} pass in this run`}>
          <Cases results={others} />
        </PanelSection>
        {item.covers.length > 0 && (
          <PanelSection title="Provides evidence for">
            <Covers covers={item.covers} />
          </PanelSection>
        )}
      </div>
    </div>
  );
}

function Details({ item }: { item: PolicyItem }) {
  const { mark, word } = EFFECT[item.effect];
  return (
    <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-y-2 border-b px-4 py-4 text-label tablet:px-6">
      <Detail name="State">
        <Presence of={item} />
      </Detail>
      <Detail name="Effect">
        <span className="inline-flex items-center gap-1.5">
          <GateMark state={mark} size={13} />
          {word}
        </span>
      </Detail>
      <Detail name="Risk">
        <Risk level={item.risk} />
      </Detail>
      <Detail name="Actions">
        <span className="flex flex-wrap gap-x-4 gap-y-1">
          {item.actions.map((action) => (
            <ActionName key={action} type={action} />
          ))}
        </span>
      </Detail>
    </dl>
  );
}

function Detail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Sentences({ mark, texts }: { mark: "deny" | "idle"; texts: readonly string[] }) {
  return (
    <ul className="flex max-w-[72ch] flex-col gap-1.5">
      {texts.map((text) => (
        <li key={text} className="flex gap-2.5">
          <span className="mt-[3px] shrink-0">
            <GateMark state={mark} size={13} />
          </span>
          {text}
        </li>
      ))}
    </ul>
  );
}

function Parameters({ item }: { item: PolicyItem }) {
  return (
    <ul className="flex flex-col gap-2.5">
      {item.parameters.map(({ path, about, value }) => (
        <li key={path} className="min-w-0">
          <p>{about}</p>
          <p className="font-mono text-code break-all text-ink-2">
            {path}: {formatValue(value)}
          </p>
        </li>
      ))}
    </ul>
  );
}

const MAX_SHOWN = 120;

/** Truncates a long value. The document below contains it in full. */
function formatValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function Cases({ results }: { results: PolicyItem["results"] }) {
  return (
    <ul>
      {results.map((one) => (
        <CaseLine key={one.name} one={{ ...one, name: one.name.replace(ATTACK, "") }} answer />
      ))}
    </ul>
  );
}

function Covers({ covers }: { covers: PolicyItem["covers"] }) {
  const packs = [...new Map(covers.map(({ pack, title }) => [pack, title]))];
  return (
    <ul className="flex flex-col gap-1.5">
      {packs.map(([pack, title]) => (
        <li key={pack}>
          <Link href={`/policies/library/${pack}`} className="text-accent-text hover:underline">
            {title}
          </Link>{" "}
          <span className="text-ink-2">
            {covers
              .filter((one) => one.pack === pack)
              .map(({ control }) => control)
              .join(", ")}
          </span>
        </li>
      ))}
    </ul>
  );
}
