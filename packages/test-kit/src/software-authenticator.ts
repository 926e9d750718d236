import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** Deviations from a correct authenticator. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  /** The signature count in place of the next one. */
  readonly counter?: number;
  /** False when the user was not verified. */
  readonly userVerified?: boolean;
  readonly credentialId?: string;
}

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 };

/** A passkey in software: builds the structures of WebAuthn with real signatures (ES256 or Ed25519). */
export class SoftwareAuthenticator {
  readonly id = randomBytes(16);
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #algorithm: "ES256" | "Ed25519";
  readonly #origin: string;
  #counter = 0;

  constructor(origin = "http://localhost:3000", algorithm: "ES256" | "Ed25519" = "ES256") {
    const pair = algorithm === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
    this.#privateKey = pair.privateKey;
    this.#publicKey = pair.publicKey;
    this.#algorithm = algorithm;
    this.#origin = origin;
  }

  /** Registers with the options of `navigator.credentials.create`. */
  register(options: { readonly challenge: string }, deviation: Deviation = {}) {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, this.#coseKey()]);
    const authenticatorData = Buffer.concat([this.#head(FLAGS.attested, deviation), attested]);
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      text("fmt"),
      text("none"),
      text("attStmt"),
      Buffer.from([0xa0]),
      text("authData"),
      bytes(authenticatorData),
    ]);
    return {
      ...this.#credential(deviation),
      response: {
        clientDataJSON: this.#clientData("webauthn.create", options.challenge, deviation),
        attestationObject: attestationObject.toString("base64url"),
        transports: ["internal"],
      },
    };
  }

  /** Signs with the options of `navigator.credentials.get`. */
  assert(options: { readonly challenge: string }, deviation: Deviation = {}) {
    this.#counter = deviation.counter ?? this.#counter + 1;
    const authenticatorData = this.#head(0, deviation);
    const clientDataJSON = this.#clientData("webauthn.get", options.challenge, deviation);
    const hash = createHash("sha256").update(Buffer.from(clientDataJSON, "base64url")).digest();
    const signature = sign(this.#algorithm === "ES256" ? "sha256" : null, Buffer.concat([authenticatorData, hash]), this.#privateKey);
    return {
      ...this.#credential(deviation),
      response: { clientDataJSON, authenticatorData: authenticatorData.toString("base64url"), signature: signature.toString("base64url") },
    };
  }

  #credential({ credentialId }: Deviation) {
    const id = credentialId ?? this.id.toString("base64url");
    return { id, rawId: id, type: "public-key", clientExtensionResults: {} };
  }

  #head(flags: number, { rpId = new URL(this.#origin).hostname, userVerified = true }: Deviation): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(this.#counter);
    const all = flags | FLAGS.present | (userVerified ? FLAGS.verified : 0);
    return Buffer.concat([createHash("sha256").update(rpId).digest(), Buffer.from([all]), count]);
  }

  #clientData(type: string, challenge: string, deviation: Deviation): string {
    const data = { type, challenge: deviation.challenge ?? challenge, origin: deviation.origin ?? this.#origin, crossOrigin: false };
    return Buffer.from(JSON.stringify(data)).toString("base64url");
  }

  #coseKey(): Buffer {
    const { x = "", y = "" } = this.#publicKey.export({ format: "jwk" });
    // CBOR maps: {1: kty, 3: alg, -1: crv, -2: x, -3: y}.
    if (this.#algorithm === "Ed25519")
      return Buffer.concat([Buffer.from([0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21]), bytes(Buffer.from(x, "base64url"))]);
    const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]);
    return Buffer.concat([head, bytes(Buffer.from(x, "base64url")), Buffer.from([0x22]), bytes(Buffer.from(y, "base64url"))]);
  }
}

const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);

function bytes(value: Buffer): Buffer {
  const head = value.length < 256 ? Buffer.from([0x58, value.length]) : Buffer.from([0x59, value.length >> 8, value.length & 0xff]);
  return Buffer.concat([head, value]);
}
