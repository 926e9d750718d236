// What builds make and what is public, without a credential: [kind, make].
const lines = (count, make) => Array.from({ length: count }, (_, i) => make(i)).join("\n");
const json = (value) => JSON.stringify(value, null, 2);
const PACKAGES =
  "tokenizer passport keyring secret-handshake apikey-auth session-file-store password-validator oauth2-client jwt-decode credential-store bcrypt keytar".split(
    " ",
  );

const BUILD = [
  [
    "source map",
    (m) =>
      JSON.stringify({
        version: 3,
        file: "app.js",
        sources: ["auth/token.ts", "password.ts"],
        names: ["apiKey", "secret", "password"],
        mappings: Array.from({ length: 120 }, () => `${m.alpha(4)},${m.alpha(5)};`).join(""),
      }),
  ],
  [
    "minified",
    (m) =>
      lines(
        6,
        () =>
          `!function(e,t){var n=t.token||"",r=e.password,o=e.apiKey;n=n.split(".")[1],a.secret=s(r),u={access_token:n,client_secret:o,grant_type:"password"}};${m.alpha(3)}.exports={h:"${m.hex(20)}",c:"${m.b62(8)}"};`,
      ),
  ],
  ["webpack manifest", (m) => json(Object.fromEntries(PACKAGES.map((name) => [`${name}.js`, `/static/js/${name}.${m.hex(20)}.chunk.js`])))],
  [
    "asset hashes",
    (m) =>
      lines(20, () => `<link rel="modulepreload" href="/assets/password-${m.url(8)}.js" integrity="sha384-${m.base64(48)}" crossorigin>`),
  ],
  [
    "next manifest",
    (m) =>
      JSON.stringify({
        polyfillFiles: [`static/chunks/polyfills-${m.hex(16)}.js`],
        encryption: {},
        pages: { "/login": [`static/chunks/webpack-${m.hex(16)}.js`] },
      }),
  ],
  ["wasm data uri", (m) => `const wasm = "data:application/wasm;base64,AGFzbQEAAAAB${m.b64(800)}";`],
  ["png data uri", (m) => `.key { background: url(data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA${m.b64(600)}=) }`],
  ["font data uri", (m) => `@font-face{font-family:Token;src:url("data:font/woff2;base64,d09GMgABAAAAA${m.b64(900)}") format("woff2")}`],
  [
    "svg",
    (m) =>
      `<svg viewBox="0 0 24 24">${lines(12, () => `<path id="key-${m.hex(8)}" d="M${m.num(2)}.${m.num(3)} ${m.num(2)}.${m.num(3)}c-${m.num(1)}.${m.num(2)} 0-${m.num(1)}.${m.num(2)} ${m.num(3)}-${m.num(2)}.${m.num(1)}z"/>`)}</svg>`,
  ],
  [
    "css",
    (m) => lines(20, () => `.password-field:focus{color:#${m.hex(6)};box-shadow:0 0 0 2px #${m.hex(8)};--token-color-key:#${m.hex(3)}}`),
  ],
  ["css modules", (m) => lines(20, () => `.Login_secret__${m.url(5)} .Form_password__${m.url(5)}{margin:0}`)],
  [
    "docker build log",
    (m) => lines(12, (i) => `#${i} [${i}/9] COPY --from=build /app /app\n#${i} sha256:${m.hex(64)} 0B / 3.2MB 0.1s\n#${i} CACHED`),
  ],
  ["docker images", (m) => lines(12, () => `registry.acme.dev/auth-token   sha-${m.hex(7)}   ${m.hex(12)}   2 days ago   ${m.num(3)}MB`)],
  [
    "oci manifest",
    (m) =>
      json({
        schemaVersion: 2,
        config: { digest: `sha256:${m.hex(64)}` },
        layers: [1, 2, 3].map(() => ({
          mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
          digest: `sha256:${m.hex(64)}`,
          size: 31,
        })),
      }),
  ],
  [
    "sbom",
    (m) =>
      json({
        bomFormat: "CycloneDX",
        serialNumber: `urn:uuid:${m.uuid()}`,
        components: PACKAGES.map((name) => ({
          name,
          purl: `pkg:npm/${name}@1.0.0`,
          "bom-ref": m.hex(16),
          hashes: [{ alg: "SHA-512", content: m.hex(128) }],
        })),
      }),
  ],
  ["coverage", (m) => JSON.stringify({ "src/password.ts": { hash: m.hex(40), s: { 0: 1 }, fnMap: { 0: { name: "checkPassword" } } } })],
  ["junit", () => lines(10, (i) => `<testcase name="refuses a wrong password ${i}" classname="auth.token" time="0.0${i}"/>`)],
  ["gradle build scan", (m) => `BUILD SUCCESSFUL in 3s\nPublishing build scan...\nhttps://gradle.com/s/${m.low(13)}`],
  [
    "tsbuildinfo",
    (m) =>
      JSON.stringify({
        fileInfos: PACKAGES.map(() => ({ version: m.hex(64), signature: `${m.hex(32)}-export declare const apiKey: string;\n` })),
      }),
  ],
  ["nix", (m) => lines(10, () => `/nix/store/${m.low(32)}-pass-secret-service-1.0.drv`)],
  [
    "xcode project",
    (m) =>
      lines(
        15,
        () => `\t\t${m.HEX(24)} /* Secrets.swift in Sources */ = {isa = PBXBuildFile; fileRef = ${m.HEX(24)} /* Secrets.swift */; };`,
      ),
  ],
  ["unity meta", (m) => lines(10, () => `fileFormatVersion: 2\nguid: ${m.hex(32)}\nMonoImporter:\n  externalObjects: {}`)],
  [
    "visual studio",
    (m) => lines(10, () => `Project("{${m.uuid().toUpperCase()}}") = "Acme.Secrets", "Secrets.csproj", "{${m.uuid().toUpperCase()}}"`),
  ],
  [
    "csproj public key token",
    (m) => lines(6, () => `<Reference Include="System.Web, Version=4.0.0.0, Culture=neutral, PublicKeyToken=${m.hex(16)}" />`),
  ],
  [
    "assembly key",
    (m) =>
      `[assembly: InternalsVisibleTo("Acme.Tests, PublicKey=0024000004800000940000000602000000240000525341310004000001000100${m.hex(256)}")]`,
  ],
];

const PUBLIC = [
  ["certificate", (m) => m.pem("CERTIFICATE", 900, false)],
  ["chain", (m) => lines(3, () => m.pem("CERTIFICATE", 1100, false))],
  ["public key", (m) => m.pem("PUBLIC KEY", 294, false)],
  ["csr", (m) => m.pem("CERTIFICATE REQUEST", 600, false)],
  ["pgp public", (m) => m.pem("PGP PUBLIC KEY BLOCK", 900, false)],
  ["pgp message", (m) => m.pem("PGP MESSAGE", 500, false)],
  ["age file", (m) => m.pem("AGE ENCRYPTED FILE", 400, false)],
  [
    "authorized_keys",
    (m) =>
      lines(
        5,
        () =>
          `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${m.b64(43)} deploy@ci\nssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC${m.b64(350)} ada@laptop`,
      ),
  ],
  [
    "known_hosts",
    (m) =>
      lines(
        8,
        () => `|1|${m.base64(20)}|${m.base64(20)} ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB${m.b64(86)}=`,
      ),
  ],
  [
    "fingerprints",
    (m) => lines(8, () => `256 SHA256:${m.b64(43)} deploy key (ED25519)\nMD5:${Array.from({ length: 16 }, () => m.hex(2)).join(":")}`),
  ],
  [
    "public jwk",
    (m) =>
      json({
        keys: [{ kty: "RSA", kid: m.url(43), use: "sig", alg: "RS256", e: "AQAB", n: m.url(342), x5t: m.url(27), x5c: [m.b64(700)] }],
      }),
  ],
  ["dkim", (m) => `selector._domainkey IN TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ${m.b64(180)}"`],
  ["dnskey", (m) => `example.com. 3600 IN DNSKEY 257 3 13 ${m.base64(64)}\nexample.com. IN DS 2371 13 2 ${m.HEX(64)}`],
  ["hpkp csp", (m) => `Content-Security-Policy: script-src 'nonce-${m.base64(16)}' 'sha256-${m.base64(32)}'\nETag: W/"${m.hex(32)}"`],
  ["wireguard public", (m) => `[Peer]\nPublicKey = ${m.base64(32)}\nAllowedIPs = 10.0.0.0/24\nEndpoint = vpn.acme.dev:51820`],
  [
    "age recipient",
    (m) =>
      `creation_rules:\n  - path_regex: secrets/.*\n    age: age1${m.low(58)}\n    kms: arn:aws:kms:eu-west-1:${m.num(12)}:key/${m.uuid()}`,
  ],
  [
    "sops encrypted",
    (m) =>
      `password: ENC[AES256_GCM,data:${m.b64(24)},iv:${m.base64(32)},tag:${m.base64(16)},type:str]\nsops:\n    mac: ENC[AES256_GCM,data:${m.b64(120)},iv:${m.base64(32)},tag:${m.base64(16)},type:str]`,
  ],
  [
    "sealed secret",
    (m) => `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  encryptedData:\n    password: AgB${m.b64(680)}=\n`,
  ],
  ["ansible vault", (m) => `db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n${lines(6, () => `  ${m.hex(80)}`)}`],
  ["stripe publishable", (m) => `STRIPE_PUBLISHABLE_KEY=pk_live_51${m.b62(97)}\nNEXT_PUBLIC_STRIPE_KEY=pk_test_51${m.b62(97)}`],
  ["mapbox public", (m) => `mapboxgl.accessToken = "pk.${m.text64url(JSON.stringify({ u: "acme", a: m.low(25) }))}.${m.url(22)}";`],
  ["sentry dsn", (m) => `SENTRY_DSN=https://${m.hex(32)}@o${m.num(6)}.ingest.sentry.io/${m.num(7)}`],
  ["ethereum addresses", (m) => lines(10, () => `transfer from 0x${m.hex(40)} to 0x${m.hex(40)} tx 0x${m.hex(64)} block ${m.num(8)}`)],
  ["bitcoin addresses", (m) => lines(10, () => `bc1q${m.low(38)} 1${m.b58(33)} txid ${m.hex(64)}`)],
  ["ipfs", (m) => lines(10, () => `ipfs://Qm${m.b58(44)}/token.json bafy${m.low(55)}`)],
];

export const BUILDS = [...BUILD, ...PUBLIC];
