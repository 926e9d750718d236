"use client";

import dynamic from "next/dynamic";
import { parseAsBoolean, parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { LoadMore } from "#components/list/load-more.tsx";
import { Button } from "#components/ui/button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { isUsable } from "#features/keys/key-expiry.tsx";
import { RevokeKeyDialog, RotateKeyDialog } from "#features/keys/replace-key-dialogs.tsx";
import type { Key } from "#features/keys/use-key-change.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { plural } from "#lib/format/text.ts";
import { useView } from "#lib/navigation/use-view.ts";
import { Loaded } from "./loaded.tsx";
import { type KeyAction, OrgKeyTable } from "./org-key-table.tsx";
import { SettingsHead } from "./settings-head.tsx";
import { useOrgKeys } from "./use-people.ts";

const CreateOrgKeyDialog = dynamic(() => import("./create-org-key-dialog.tsx").then((module) => module.CreateOrgKeyDialog), { ssr: false });

const ROTATED = "A new key with the same name and scopes replaces it. Deploy the new key before the old one stops working.";
const REVOKED = "Requests with this key are refused from now on.";

/** The keys for automation. The open form is stored in the URL, so it reopens after signing in. */
export function OrgKeysPage() {
  const keys = useOrgKeys();
  const [creating, setCreating] = useQueryState("open", parseAsStringLiteral(["key"]));
  const [act, setAct] = useState<KeyAction | null>(null);
  const close = () => setAct(null);
  return (
    <>
      <SettingsHead
        title="API keys"
        action={
          <Button variant="primary" onClick={() => void setCreating("key")}>
            New key
          </Button>
        }
      >
        For pipelines, gateways and exports. Agents have their own keys on their pages.
      </SettingsHead>
      <Loaded query={keys} failed="Keys did not load" stillWorks="The keys keep working.">
        {(data) => (
          <>
            <FilteredKeys keys={data} onCreate={() => void setCreating("key")} onAction={setAct} />
            <LoadMore list={keys} />
          </>
        )}
      </Loaded>
      {creating && <CreateOrgKeyDialog onClose={() => void setCreating(null)} />}
      {act?.verb === "rotate" && <RotateKeyDialog agentId={null} of={act.key} consequences={ROTATED} onClose={close} />}
      {act?.verb === "revoke" && <RevokeKeyDialog agentId={null} of={act.key} consequences={REVOKED} onClose={close} />}
    </>
  );
}

function FilteredKeys({ keys, onCreate, onAction }: { keys: readonly Key[]; onCreate: () => void; onAction: (act: KeyAction) => void }) {
  const [{ ended }, setView] = useView({ ended: parseAsBoolean.withDefault(false) });
  const now = useNow();
  const usable = keys.filter((key) => isUsable(key, now));
  const endedCount = keys.length - usable.length;
  const shown = ended ? keys : usable;
  return (
    <>
      {endedCount > 0 && (
        <div className="flex h-12 items-center gap-2 border-t px-4 tablet:px-6">
          <Chip state={ended ? "active" : "plain"} aria-pressed={ended} onClick={() => void setView({ ended: ended ? null : true })}>
            Including ended
          </Chip>
          <p role="status" className="tnum ml-auto text-label text-ink-3">
            {plural(usable.length, "active key", "active keys")}, {plural(endedCount, "ended", "ended")}
          </p>
        </div>
      )}
      {shown.length > 0 ? (
        <OrgKeyTable keys={shown} onAction={onAction} />
      ) : (
        <div className="border-t p-5 tablet:px-6">
          <Empty
            title={endedCount > 0 ? "No active keys" : "No keys yet"}
            action={
              <Button size="table" onClick={onCreate}>
                Create key
              </Button>
            }
          >
            A key can do what its scopes allow and never acts as a person.
          </Empty>
        </div>
      )}
    </>
  );
}
