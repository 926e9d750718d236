"use client";

import { Command } from "cmdk";
import { Contrast, Keyboard, LogOut, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { type ReactNode, useRef } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { Claim } from "#components/ui/claim.tsx";
import { useTimeLeft } from "#components/ui/countdown.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { presenceOf } from "#features/agents/presence.ts";
import { useAllAgents } from "#features/agents/use-agents.ts";
import { usePendingApprovals } from "#features/approvals/use-approvals.ts";
import { usePolicies } from "#features/policies/use-policies.ts";
import { effectOf, modeLabel, STATUS } from "#features/policies/words.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { useOpenPage } from "#lib/environment/environment.tsx";
import { formatClock } from "#lib/format/time.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { entriesAbout, jumpTarget } from "./jump-target.ts";
import { pagesOf } from "./pages.ts";
import { PALETTE_HINT, PALETTE_INPUT, PALETTE_TITLE, PaletteField } from "./palette-field.tsx";
import { rankMatch } from "./rank-match.ts";
import { useFirstSelected } from "./use-first-selected.ts";
import { leave } from "./user-menu.tsx";

const GROUP =
  "[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-label [&_[cmdk-group-heading]]:text-ink-3";
const THEMES = [
  { theme: "light", name: "Light theme", Icon: Sun },
  { theme: "dark", name: "Dark theme", Icon: Moon },
  { theme: "system", name: "System theme", Icon: Contrast },
] as const;

export interface PaletteBodyProps {
  search: string;
  onSearch: (search: string) => void;
  onClose: () => void;
  onKeys: () => void;
}

/** Number of pending approvals that the palette searches. They expire first. */
const MAX_PENDING = 200;

const EVERY_POLICY = { q: "", mode: null, effect: null, status: null, environment: null };

/** The input and results of the palette. */
export function PaletteBody({ search, onSearch, onClose, onKeys }: PaletteBodyProps) {
  const openPage = useOpenPage();
  const me = useMe();
  const { setTheme } = useTheme();
  const jump = jumpTarget(search);
  // Objects with the searched id are omitted, because the jump item already leads there.
  const listed = <T extends { id: string }>(all: readonly T[]) => (jump ? all.filter(({ id }) => id !== search.trim()) : all);
  const pending = listed((usePendingApprovals().data?.data ?? []).slice(0, MAX_PENDING));
  const policies = listed(usePolicies(EVERY_POLICY).data?.pages.flatMap((page) => page.data) ?? []);
  const agents = listed(useAllAgents());
  const waitingAgents = new Set(pending.map(({ requested_by }) => requested_by.id));
  const now = useNow();
  const list = useRef<HTMLDivElement>(null);
  const selection = useFirstSelected(list, search, [pending, policies, agents].map(({ length }) => length).join());
  const about = jump ? null : entriesAbout(search);
  const go = (href: string) => {
    onClose();
    openPage(href);
  };
  return (
    <Command loop label={PALETTE_TITLE} filter={rankMatch} {...selection}>
      <PaletteField>
        <Command.Input autoFocus value={search} onValueChange={onSearch} placeholder={PALETTE_HINT} className={PALETTE_INPUT} />
      </PaletteField>
      <Command.List ref={list} className="pane max-h-[min(420px,60vh)] p-2 pt-0">
        <Command.Empty className="px-3 py-6 text-body text-ink-2">No results.</Command.Empty>
        {jump && (
          <Command.Group heading="Jump to" className={GROUP}>
            <Item
              value={search}
              onSelect={() => go(jump.href)}
              icon={<Diamond hollow className="mx-[3px] text-ink-3 [--ground:var(--raised)]" />}
            >
              {jump.name}
            </Item>
          </Command.Group>
        )}
        {pending.length > 0 && (
          <Command.Group heading="Pending" className={GROUP}>
            {pending.map((approval) => (
              <Item
                key={approval.id}
                value={approval.id}
                // The agent's name is not a keyword here. Searching for it lists the agent, which shows that it is waiting.
                texts={[approval.action_type, approval.target ?? "", approval.summary ?? ""]}
                onSelect={() => go(`/approvals/${approval.id}`)}
                icon={<GateMark state="hold" />}
                end={<TimeLeft from={approval.requested_at} until={approval.expires_at} />}
              >
                <ActionName type={approval.action_type} />{" "}
                {approval.summary !== null ? (
                  <Claim text={approval.summary} />
                ) : (
                  approval.target !== null && <UntrustedInline text={approval.target} />
                )}
              </Item>
            ))}
          </Command.Group>
        )}
        {agents.length > 0 && search.trim() !== "" && (
          <Command.Group heading="Agents" className={GROUP}>
            {agents.map((agent) => (
              <Item
                key={agent.id}
                value={agent.id}
                texts={[agent.name, agent.description]}
                onSelect={() => go(`/agents/${agent.id}`)}
                icon={<AgentMark name={agent.name} />}
                end={<Meta>{waitingAgents.has(agent.id) ? "Waiting for approval" : presenceOf(agent, now).word}</Meta>}
              >
                {agent.name}
              </Item>
            ))}
          </Command.Group>
        )}
        <Command.Group heading="Pages" className={GROUP}>
          {pagesOf(me).map(({ href, name, icon: Icon }) => (
            <Item key={href} value={name} onSelect={() => go(href)} icon={<Icon size={15} strokeWidth={1.6} aria-hidden="true" />}>
              {name}
            </Item>
          ))}
        </Command.Group>
        {policies.length > 0 && (
          <Command.Group heading="Policies" className={GROUP}>
            {policies.map(({ id, name, actions, effect, mode, status, version }) => (
              <Item
                key={id}
                value={id}
                texts={[name, ...actions]}
                onSelect={() => go(`/policies/${id}`)}
                icon={<GateMark state={effectOf(effect).mark} />}
                end={<Meta>{`v${version}, ${(status === "active" ? modeLabel(mode) : STATUS[status]).toLowerCase()}`}</Meta>}
              >
                {name}
              </Item>
            ))}
          </Command.Group>
        )}
        {may(me.you, "halts:write") && (
          <Command.Group heading="Halt" className={GROUP}>
            <Item
              value="Halt agents"
              texts={["Stop", "Kill switch", "Emergency"]}
              onSelect={() => go("/agents/halts?halt=new")}
              icon={<GateMark state="deny" />}
            >
              Halt…
            </Item>
            {/^(halt|stop)\s/i.test(search) &&
              agents.map((agent) => (
                <Item
                  key={agent.id}
                  value={`halt ${agent.id}`}
                  texts={[`Halt ${agent.name}`, `Stop ${agent.name}`]}
                  onSelect={() => go(`/agents/halts?halt=${agent.id}`)}
                  icon={<GateMark state="deny" />}
                >
                  Halt {agent.name}
                </Item>
              ))}
          </Command.Group>
        )}
        <Command.Group heading="Console" className={GROUP}>
          {THEMES.map(({ theme, name, Icon }) => (
            <Item
              key={theme}
              value={name}
              onSelect={() => {
                setTheme(theme);
                onClose();
              }}
              icon={<Icon size={15} strokeWidth={1.6} aria-hidden="true" />}
            >
              {name}
            </Item>
          ))}
          <Item
            value="Keyboard shortcuts"
            texts={["Shortcuts"]}
            onSelect={() => {
              onClose();
              onKeys();
            }}
            icon={<Keyboard size={15} strokeWidth={1.6} aria-hidden="true" />}
            end={<Kbd>?</Kbd>}
          >
            Keyboard shortcuts
          </Item>
          <Item value="Sign out" onSelect={() => void leave()} icon={<LogOut size={15} strokeWidth={1.6} aria-hidden="true" />}>
            Sign out
          </Item>
        </Command.Group>
        {/* Last, because cmdk keeps the order of groups and nearly every search has entries. */}
        {about && (
          <Command.Group heading="Ledger" className={GROUP}>
            <Item
              value={about.href}
              texts={[`Entries about ${search}`]}
              onSelect={() => go(about.href)}
              icon={<Diamond hollow className="mx-[3px] text-ink-3 [--ground:var(--raised)]" />}
            >
              {about.name}
            </Item>
          </Command.Group>
        )}
      </Command.List>
      <div className="hidden h-10 items-center justify-between gap-3 border-t bg-canvas px-4 text-label text-ink-2 mouse:flex">
        <span className="flex items-center gap-1.5">
          <Kbd>↑</Kbd>
          <Kbd>↓</Kbd> move <span className="w-1" /> <Kbd>↵</Kbd> open
        </span>
        <span>Paste any id or hash to jump to it</span>
      </div>
    </Command>
  );
}

function Item({
  value,
  texts = [],
  icon,
  end,
  onSelect,
  children,
}: {
  /** The console's own name for the item, or its id. */
  value: string;
  /** Keywords written by agents or members. */
  texts?: readonly string[];
  icon: ReactNode;
  end?: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      keywords={[...texts]}
      onSelect={onSelect}
      className="group flex min-h-9 cursor-default items-center gap-3 rounded-control px-3 py-1.5 text-[13px] leading-5 text-ink data-[selected=true]:bg-accent-wash"
    >
      <span className="flex w-4 shrink-0 justify-center text-ink-3">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {end}
      <span aria-hidden="true" className="hidden group-data-[selected=true]:mouse:inline">
        <Kbd>↵</Kbd>
      </span>
    </Command.Item>
  );
}

function TimeLeft(span: { from: string; until: string }) {
  return <Meta>{formatClock(useTimeLeft(span).left)} left</Meta>;
}

function Meta({ children }: { children: ReactNode }) {
  return <span className="tnum shrink-0 text-label text-ink-2">{children}</span>;
}
