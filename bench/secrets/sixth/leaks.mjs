// Puts the credentials into their places and makes sure that each really stands there.
import { KINDS } from "./kinds.mjs";
import { sections } from "./templates.mjs";

/** How often each document is made. */
const DOCUMENT_ROUNDS = 5;
const DOCUMENTS = sections("documents.txt");
const PLACES = sections("places.txt").map(({ kind, way, text }) => ({ place: kind, flags: way.split(" "), text }));
const placesOf = (...flags) => PLACES.filter((place) => flags.some((flag) => place.flags.includes(flag)));
const BY_MODE = {
  form: placesOf("name", "bare"),
  named: placesOf("name"),
  password: placesOf("name", "talk"),
  url: [...placesOf("name").filter(({ flags }) => !flags.includes("encoded")), ...placesOf("url"), ...placesOf("url")],
  pem: placesOf("pem"),
};

/** @param {object} m a minter @returns {{ kind: string, place: string, value: unknown, secret: string }[]} */
export function leaks(m) {
  const named = KINDS.flatMap(([kind, weight, mode, names, make]) =>
    m.times(weight, () => {
      const { place, flags, text } = m.pick(BY_MODE[mode]);
      const made = make(m);
      const credential = typeof made === "string" ? made : made.text;
      const secret = typeof made === "string" ? made : made.secret;
      const value = put(m, text, m.pick(names), credential, flags.includes("json"));
      if (!flags.includes("encoded")) mustStand(value, secret, `${kind} in ${place}`);
      return { kind, place, value, secret };
    }),
  );
  const documents = m.times(DOCUMENT_ROUNDS, () =>
    DOCUMENTS.map(({ kind, text }) => {
      const drawn = [];
      const filled = m.fill(text).replace(/‹([^›]+)›/g, (_, what) => {
        drawn.push(m.fill(`«${what}»`));
        return drawn.at(-1);
      });
      const value = carried(m, filled);
      mustStand(value, drawn[0], kind);
      return { kind, place: "document", value, secret: drawn[0] };
    }),
  );
  return [...named, ...documents.flat()];
}

function put(m, template, name, credential, isJson) {
  const escaped = JSON.stringify(credential).slice(1, -1);
  const forms = {
    ...nameForms(name),
    secret: isJson ? escaped : credential,
    escaped,
    percent: encodeURIComponent(credential),
    base64: Buffer.from(credential).toString("base64"),
    basic: Buffer.from(`${m.login()}:${credential}`).toString("base64"),
    indented: credential.replaceAll("\n", "\n    "),
    plus: credential.replaceAll("\n", "\n+"),
  };
  const text = m.fill(template).replace(/‹(\w+)›/g, (_, form) => forms[form]);
  return isJson ? JSON.parse(text) : carried(m, text);
}

/** A name as the conventions of places write it. */
export function nameForms(name) {
  const words = name.split("_");
  const capitals = words.map((word) => word[0].toUpperCase() + word.slice(1));
  return {
    name,
    NAME: name.toUpperCase(),
    Pascal: capitals.join(""),
    camel: words[0] + capitals.slice(1).join(""),
    kebab: words.join("-"),
    dots: words.join("."),
    Header: capitals.join("-"),
    title: words.join(" "),
    Title: [capitals[0], ...words.slice(1)].join(" "),
  };
}

/** As an agent hands it over: said, written to a file, run, or read. */
export function carried(m, text) {
  return m.pick([
    () => ({ messages: [{ role: "user", content: text }] }),
    () => ({ tool: "write_file", arguments: { path: m.fill("«word»/«kebab»"), content: text } }),
    () => ({ text }),
    () => ({ result: { exit_code: 0, stdout: text } }),
  ])();
}

function mustStand(value, secret, where) {
  if (!leaves(value).some((text) => text.includes(secret))) throw new Error(`no ${where}: ${JSON.stringify(value)}`);
}

/** Every string of a value. @returns {string[]} */
export function leaves(value) {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(leaves) : [];
}
