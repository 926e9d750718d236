"use client";

import type { PolicyDetail } from "@agentlattice/contract";
import { MoreHorizontal } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { MenuContent, MenuItem, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";
import { useCommandKey } from "#components/ui/use-command-key.ts";
import { useMedia } from "#components/ui/use-media.ts";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import type { Workspace } from "./use-workspace.ts";

/** The name of the policy, after the page's name. */
export function PolicyTrail({ name }: { name: string }) {
  return (
    <TopBarPart>
      <span aria-hidden="true" className="text-ink-3">
        /
      </span>
      <h2 className="min-w-0 truncate text-page font-semibold">{name}</h2>
    </TopBarPart>
  );
}

/** The actions of the policy: in the top bar if there is room, otherwise above the views. */
export function PolicyActions(props: ActionsProps) {
  const isWide = useMedia("(min-width: 900px)");
  if (isWide)
    return (
      <TopBarPart>
        <Actions {...props} />
      </TopBarPart>
    );
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2 tablet:px-6">
      <Actions {...props} />
    </div>
  );
}

interface ActionsProps {
  policy: PolicyDetail;
  workspace: Workspace;
  onPublish: () => void;
  onDisable: () => void;
}

function Actions({ policy, workspace, onPublish, onDisable }: ActionsProps) {
  const { role, you } = useMe();
  const commandKey = useCommandKey();
  const { changed, saving, saveBlocked, mayDraft } = workspace;
  const isActive = policy.version === policy.active_version;
  const mayPublish = may(you, "policies:publish");
  const publishBlocked = !mayPublish
    ? `The role ${role} cannot publish. Ask an owner or admin.`
    : changed
      ? "Save the draft first."
      : isActive
        ? `v${policy.version} is already active.`
        : null;
  return (
    <>
      <span className="mr-auto hidden text-label whitespace-nowrap text-ink-3 tablet:inline desk:mr-0 desk:ml-auto">
        {describeState(policy)}
      </span>
      {changed && (
        <Button variant="quiet" onClick={workspace.discard}>
          Discard
        </Button>
      )}
      {mayDraft && (
        <Button blocked={saving ? "Saving." : saveBlocked} onClick={workspace.saveText}>
          Save draft <KeyHint>{`${commandKey} S`}</KeyHint>
        </Button>
      )}
      {mayDraft && (
        <Button variant="primary" blocked={publishBlocked} onClick={onPublish}>
          {isActive ? "Publish" : `Publish v${policy.version}`}
        </Button>
      )}
      {mayPublish && policy.active_version !== null && (
        <MenuRoot>
          <MenuTrigger asChild>
            <Button variant="quiet" aria-label="More" className="w-8 px-0!">
              <MoreHorizontal size={16} strokeWidth={1.75} aria-hidden="true" />
            </Button>
          </MenuTrigger>
          <MenuContent align="end">
            <MenuItem onSelect={onDisable}>Disable {policy.name}</MenuItem>
          </MenuContent>
        </MenuRoot>
      )}
    </>
  );
}

function describeState({ version, active_version, disabled_at }: PolicyDetail): string {
  if (active_version === null) return disabled_at === null ? `Draft v${version}, not published` : `Disabled, newest v${version}`;
  return version === active_version ? `v${version} active` : `Draft v${version}, v${active_version} active`;
}
