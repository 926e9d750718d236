"use client";
import { useOp } from "#lib/api/use-op.ts";
import { EnforcementForm } from "./enforcement-form.tsx";
import { Loaded } from "./loaded.tsx";
import { SettingsHead } from "./settings-head.tsx";

/** The settings that apply in addition to policies: the mode of each environment, the default decision, and plan-only operation. */
export function EnforcementPage() {
  const settings = useOp("getPolicySettings", {});
  return (
    <Loaded query={settings} failed="The settings did not load" stillWorks="The settings stay in effect.">
      {(data) => (
        <>
          <SettingsHead title="Enforcement">
            Settings that apply in addition to policies. They are signed in manifest {data.epoch}; changes apply from the next decision.
          </SettingsHead>
          <EnforcementForm key={data.epoch} settings={data} />
        </>
      )}
    </Loaded>
  );
}
