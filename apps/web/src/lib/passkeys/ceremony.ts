import { type Passkey, PasskeyAssertion, PasskeyInput } from "@agentlattice/contract";
import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import { api } from "#lib/api/browser-api.ts";
import { CeremonyError, toCeremonyError, UNSUPPORTED } from "./ceremony-error.ts";

/** Creates a passkey on this device or a security key and registers it. @throws ApiError, CeremonyError */
export async function createPasskey({ name, password }: { name: string; password: string }): Promise<Passkey> {
  requireSupport();
  const { options } = await api.preparePasskey({ body: { password } });
  const registration = await startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON }).catch(
    (cause: unknown) => {
      throw toCeremonyError("create", cause);
    },
  );
  return api.registerPasskey({ body: PasskeyInput.parse({ name, registration }) });
}

/** Asks a passkey for an assertion. @throws CeremonyError */
export async function assertWithPasskey(options: unknown): Promise<PasskeyAssertion> {
  requireSupport();
  const assertion = await startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON }).catch((cause: unknown) => {
    throw toCeremonyError("sign", cause);
  });
  return PasskeyAssertion.parse(assertion);
}

function requireSupport(): void {
  if (!browserSupportsWebAuthn()) throw new CeremonyError(UNSUPPORTED);
}
