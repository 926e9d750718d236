// Credentials with a form of their own: keys in blocks, connection strings, files of tools, cookies, signed addresses.
import { createHash } from "node:crypto";
import { minted, templates, write } from "./templates.mjs";

function block(label, lead) {
  return (m) => {
    const lines = m.block(m.int(6, 24)).split("\n");
    lines[0] = lead + lines[0].slice(lead.length);
    const text = `-----BEGIN ${label}-----\n${lines.join("\n")}\n${m.b64(20)}\n-----END ${label}-----\n`;
    const value = m.pick([
      { path: "id.pem", content: text },
      { private_key: text },
      { command: `cat > ~/.ssh/deploy <<'EOF'\n${text}EOF\nchmod 600 ~/.ssh/deploy` },
      { text: `please install this one:\n\n${text}` },
      { content: `tls:\n  key: |\n${text.replace(/^(?=.)/gm, "    ")}` },
      { content: `KEY="${text.replaceAll("\n", "\\n")}"` },
    ]);
    return { value, secret: lines[1] };
  };
}

/** An address of a server with a user and a password, in the places such addresses stand in. */
function connection(scheme, port, name = "app") {
  return (m) => {
    const secret = m.alnum(m.int(12, 24));
    const host = `${m.pick(["db", "prod-1", "eu.cluster"])}.${m.host()}`;
    const url = `${scheme}://${m.pick(["svc", "app_rw", "admin", "postgres"])}:${secret}@${host}:${port}/${name}`;
    const value = m.pick([
      { content: `DATABASE_URL=${url}\n` },
      { command: `psql "${url}" -c 'select 1'` },
      { stderr: `could not connect to ${url}: timeout` },
      { content: `const pool = connect("${url}");` },
      { connection_string: url },
      { text: `use ${url} for the migration` },
    ]);
    return { value, secret };
  };
}

function serviceAccount(m) {
  const lines = m.block(22).split("\n");
  const key = `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
  const names = { project_id: m.slug(), private_key_id: m.hex(40), client_email: `ci@${m.slug()}.iam.gserviceaccount.com` };
  return { value: { type: "service_account", ...names, private_key: key }, secret: lines[1] };
}

function kubeconfigKey(m) {
  const key = `-----BEGIN RSA PRIVATE KEY-----\n${m.block(20)}\n-----END RSA PRIVATE KEY-----\n`;
  const secret = Buffer.from(key).toString("base64");
  return { value: { content: `users:\n- name: admin\n  user:\n    client-key-data: ${secret}\n` }, secret };
}

/** The first and the last words of the list BIP-39 defines, in its order. */
const HEAD =
  "abandon ability able about above absent absorb abstract absurd abuse access accident account accuse achieve acid acoustic acquire across act action actor actress actual".split(
    " ",
  );
const END = "word work world worry worth wrap wreck wrestle wrist write wrong yard year yellow you young youth zebra zero zone zoo".split(
  " ",
);
const INDEX = new Map([...HEAD.map((word, i) => [word, i]), ...END.map((word, i) => [word, 2048 - END.length + i])]);

/** Twelve words whose checksum is right. */
function seedPhrase(m) {
  for (;;) {
    const words = m.times(12, () => m.pick([...INDEX.keys()]));
    const bits = words.map((word) => INDEX.get(word).toString(2).padStart(11, "0")).join("");
    const entropy = Buffer.from(
      bits
        .slice(0, 128)
        .match(/.{8}/g)
        .map((byte) => Number.parseInt(byte, 2)),
    );
    const sum = createHash("sha256").update(entropy).digest()[0] >> 4;
    if (sum === Number.parseInt(bits.slice(128), 2)) return words.join(" ");
  }
}

function wallet(m) {
  const secret = seedPhrase(m);
  const places = [
    { text: `my wallet's recovery phrase: ${secret}` },
    { content: `MNEMONIC="${secret}"\nNETWORK=mainnet\n` },
    { mnemonic: secret },
  ];
  return { value: m.pick(places), secret };
}

/** The way of a template here is the credential's. */
const written = templates("documents.txt").map(([kind, credential, template]) => [
  kind,
  (m) => {
    const secret = minted(m, credential);
    return {
      value: JSON.parse(
        write(
          m,
          template.replaceAll("«secret»", () => secret),
        ),
      ),
      secret,
    };
  },
]);

export const DOCUMENTS = [
  ["rsa private key", block("RSA PRIVATE KEY", "MIIEpAIBAAKCAQEA")],
  ["pkcs8 private key", block("PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC")],
  ["ec private key", block("EC PRIVATE KEY", "MHcCAQEEI")],
  ["openssh private key", block("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAA")],
  ["pgp private key", block("PGP PRIVATE KEY BLOCK", "lQdGBGV")],
  ["postgres address", connection("postgresql", 5432)],
  ["mysql address", connection("mysql", 3306)],
  ["mongodb address", connection("mongodb", 27_017, "app?authSource=admin")],
  ["redis address", connection("rediss", 6380, "0")],
  ["amqp address", connection("amqps", 5671, "%2F")],
  ["google service account", serviceAccount],
  ["kubeconfig key", kubeconfigKey],
  ["seed phrase", wallet],
  ...written,
];
