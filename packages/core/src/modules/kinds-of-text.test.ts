import { describe, expect, test } from "vitest";
import { inspectContent } from "./index.ts";
import type { ModuleTools } from "./module.ts";

const tools: ModuleTools = { fingerprint: (value) => String(value.length), verifySignature: () => false };
const typesOf = (text: string) => inspectContent(text, tools).findings.map(({ type }) => type);
const split = (...parts: string[]) => parts.join("");

describe("a card is found with other delimiters and in longer runs of digits", () => {
  test.each([
    "4111 1111 1111 1111 12/29 123",
    "4111111111111111 12/29 123",
    "ref 00 4111 1111 1111 1111 99",
    ...[".", "\u00a0", "\u202f", "\u2009", "-", "_", "/"].map((delimiter) => ["4111", "1111", "1111", "1111"].join(delimiter)),
  ])("%j", (text) => expect(typesOf(text)).toEqual(["card"]));

  test.each(["id_2024_01_02_123456", "order 4111111111111112 12/29", "4111 1111 1111 1112 12/29 123"])("none in %j", (text) =>
    expect(typesOf(text)).not.toContain("card"),
  );
});

describe("an IBAN is found with other delimiters and next to other digits", () => {
  test.each([
    "1234 DE89 3704 0044 0532 0130 00 12345",
    ...["", " ", ".", "\u00a0", "\u202f", "-", "/"].map((delimiter) => ["DE89", "3704", "0044", "0532", "0130", "00"].join(delimiter)),
  ])("%j", (text) => expect(typesOf(text)).toEqual(["iban"]));

  test("none with a wrong check digit", () => expect(typesOf("DE88.3704.0044.0532.0130.00")).not.toContain("iban"));
});

test.each([
  ...["contraseña", "la contraseña es", "clave", "mot de passe :", "palavra-passe", "kata sandi", "heslo", "lozinka", "geslo"],
  ...["парола", "гасло", "συνθηματικό", "רגע: סיסמה", "fjalëkalimi", "slaptažodis", "گذرواژه", "পাসওয়ার্ড", "ססמה"],
])("a password after the label %j is found", (label) => {
  const joined = /[:a-zë]$/.test(label) && (label.endsWith(" es") || label.endsWith(":")) ? label : `${label}:`;
  expect(typesOf(`${joined} Rojo7Verde9x!`)).toEqual(["generic-password"]);
});

describe("quiet on", () => {
  test.each([
    ["filters of templates", "{{ $password | b64enc }}"],
    ["filters of templates", "password: {{ randAlphaNum 16 | b64enc | quote }}"],
    ["filters of templates", "<%= @password | base64 %>"],
    ["filters of templates", "{% set password = password | b64encode %}"],
    ["labels before Greek", "Κωδικός: ΧΡΗΣΗ-ΝΕΟ"],
    ["labels before Thai", "รหัสผ่าน: กรุณาติดต่อผู้ดูแล"],
    ["user and host", "https://user@host.example.com/path"],
    ["user and host", "postgres://app@db.example.com:5432/x"],
    ["user and host", "scp a deploy@web1.example.com:/srv"],
    [
      "keys of emulators",
      `AccountKey=${split("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1", "OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==")}`,
    ],
    ["keys of emulators", `PRIVATE_KEY=0x${split("ac0974bec39a17e36ba4a6b4d238ff94", "4bacb478cbed5efcae784d7bf4f2ff80")}`],
  ])("%s: %s", (_, text) => expect(typesOf(text)).toEqual([]));

  test("no more than that", () => {
    expect(typesOf("ana@acme.com:Rojo7Verde9x!")).toEqual(["email"]);
    expect(typesOf("mailto:ana@acme.com")).toEqual(["email"]);
    expect(typesOf('auth={{ password: "Rojo7Verde9x!" }}')).toEqual(["generic-quoted-password"]);
    expect(typesOf("| password | Rojo7Verde9x! |")).toEqual(["generic-password"]);
  });
});
