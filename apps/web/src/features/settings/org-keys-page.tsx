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
import { Loaded } from "./loaded.tsx";
import { type KeyAct, OrgKeyTable } from "./org-key-table.tsx";
import { SettingsHead } from "./settings-head.tsx";
import { useOrgKeys } from "./use-people.ts";

const CreateOrgKeyDialog = dynamic(() => import("./create-org-key-dialog.tsx").then((module) => module.CreateOrgKeyDialog), { ssr: false });

const ROTATED = "A new key of the same name and scopes takes its place. Put it where the old one is before that one stops.";
const REVOKED = "Whatever uses it is refused from the next request on.";

/** Keys of the organisation, for automation. That the form is open stands in the URL: it is open again after signing in. */
export function OrgKeysPage() {
  const keys = useOrgKeys();
  const [creating, setCreating] = useQueryState("open", parseAsStringLiteral(["key"]));
  const [act, setAct] = useState<KeyAct | null>(null);
  const close = () => setAct(null);
  return (
    <>
      <SettingsHead
        title="API keys"
        action={
          <Button look="primary" onClick={() => void setCreating("key")}>
            New key
          </Button>
        }
      >
        For pipelines, gateways and exports. An agent has keys of its own, on its page.
      </SettingsHead>
      <Loaded asked={keys} failed="Keys did not load" stillWorks="They still work.">
        {(data) => (
          <>
            <Found keys={data} onCreate={() => void setCreating("key")} onAct={setAct} />
            <LoadMore list={keys} />
          </>
        )}
      </Loaded>
      {creating && <CreateOrgKeyDialog onClose={() => void setCreating(null)} />}
      {act?.verb === "rotate" && <RotateKeyDialog agentId={null} of={act.key} also={ROTATED} onClose={close} />}
      {act?.verb === "revoke" && <RevokeKeyDialog agentId={null} of={act.key} also={REVOKED} onClose={close} />}
    </>
  );
}

function Found({ keys, onCreate, onAct }: { keys: readonly Key[]; onCreate: () => void; onAct: (act: KeyAct) => void }) {
  const [ended, setEnded] = useQueryState("ended", parseAsBoolean.withDefault(false));
  const now = useNow();
  const usable = keys.filter((key) => isUsable(key, now));
  const over = keys.length - usable.length;
  const shown = ended ? keys : usable;
  return (
    <>
      {over > 0 && (
        <div className="flex h-12 items-center gap-2 border-t px-4 tablet:px-6">
          <Chip state={ended ? "active" : "plain"} aria-pressed={ended} onClick={() => void setEnded(ended ? null : true)}>
            With ended ones
          </Chip>
          <p role="status" className="tnum ml-auto text-label text-ink-3">
            {plural(usable.length, "key works", "keys work")}, {plural(over, "has", "have")} ended
          </p>
        </div>
      )}
      {shown.length > 0 ? (
        <OrgKeyTable keys={shown} onAct={onAct} />
      ) : (
        <div className="border-t p-5 tablet:px-6">
          <Empty
            title={over > 0 ? "No key works now" : "No keys yet"}
            action={
              <Button size="table" onClick={onCreate}>
                Create a key
              </Button>
            }
          >
            A key may do what its scopes say, and nothing as a person.
          </Empty>
        </div>
      )}
    </>
  );
}
