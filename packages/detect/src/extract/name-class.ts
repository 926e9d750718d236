/** The kind of credential that a name announces. `vendor` is a `<VENDOR>_KEY` without a word such as api or secret. */
export type NameClass = "password" | "secret" | "vendor";

/** Words that every name of a credential contains one of; the scanner looks for names only where one occurs. */
export const NAME_KEYWORDS = words(
  "pass pwd psw secret token key auth cred bearer jwt signature cookie pin passwort kennwort contrase senha wachtwoord parola haslo sifre salasana passord adgangskode schluessel clave chave pw",
);

const PASSWORD = setOf(
  "password passwd passphrase passcode pwd pass psw passwort kennwort contrasena contraseña senha wachtwoord parola haslo sifre salasana passord adgangskode contrasenya passw pw userpass dbpass rootpass adminpass mypass sqlpass mailpass userpwd dbpwd adminpwd mypassword dbpassword userpassword adminpassword rootpassword sshpass bindpw rootpw requirepass masterauth keystorepass storepass keypass redisauth",
);
const PASSWORD_END = /(?:password|passwd|passphrase|passwort|kennwort)\d{0,3}$/;
const SECRET = setOf(
  "secret secrets token tokens apikey apikeys apitoken apisecret accesskey accesstoken secretkey secretaccesskey authkey authtoken privatekey clientsecret appsecret appkey clientkey sharedsecret sharedkey masterkey encryptionkey signingkey signingsecret sessionkey sessiontoken credential credentials cred creds authorization authorisation auth bearer jwt refreshtoken idtoken oauth pat secretkeybase webhooksecret bearertoken accountkey storagekey licensekey licencekey deploykey servicekey subscriptionkey",
);
/** Words that turn `key` into a credential. */
const KEY_QUALIFIERS = setOf(
  "api access secret private auth authentication authorization encryption encrypt decryption decrypt aes des hmac cipher crypto signing sign signature master account app application service services shared subscription session client license licence deploy deployment webhook consumer integration ingestion ingest write admin root server activation token pre bearer ssh rsa gpg pgp jwt vault unlock security storage device project team user personal developer dev live prod sandbox merchant partner wallet mnemonic",
);
/** Words before `key`, or after it, that make it something other than a credential. */
const NOT_A_KEY = setOf(
  "primary foreign cache sort partition public map object row col column index hash range composite unique natural surrogate candidate lookup group order search query i18n translation translate locale message label react prop property attribute attr field json config env option param parameter arg variable var registry reg event press down up code left right arrow enter escape esc tab shift ctrl alt meta hot short keyboard storage local item node tree list dict dictionary entry pair value values data meta route path file name type class style theme css state store action redux metric tag topic routing idempotency idempotent dedupe deduplication request feature flag component resource tracking node body tenant schema table db redis bucket s3 blob image parent child sub super next prev previous last first any all each other current new old this that the a an is has get set delete add remove by for of in to with no not default sample test join answer module musical piano major minor",
);
/** Words at the end of a name that describe the form or the environment of a credential. */
const TRAILING = setOf(
  "value val string str text base64 b64 raw plain plaintext prod production live dev development staging stage qa uat test testing local main default primary secondary backup new old current next v1 v2 v3 override env hex encoded b a one two equals eq compareto tobe toequal in for admin user db database mysql postgres redis root service",
);
/** Last words of names that describe a credential rather than hold one. */
const ABOUT = setOf(
  "id ids type types name names count counts uri url urls endpoint endpoints host hosts path paths file files filename dir dirs folder prompt prompts hash hashes hashed digest checksum checksums algorithm algo header headers field fields policy policies provider providers encoder strategy mode format version length len size min max expires expiry expiration expire expired ttl stack guard parser tokenizer store manager class style label labels placeholder hint regex pattern patterns ref refs reference arn alias prefix suffix commit sha revision branch tag site project org organization organisation address addresses contract environment region model models js css sid rotation scope scopes audience aud issuer iss lib package plugin module component icon input button form page passport at date time timestamp changed updated created validator validation validate handshake helper helpers utils util decode encode kit sdk required reset forgot change update confirm confirmation match matches mismatch invalid valid error errors msg message messages title description desc text1 location index position pos start end kind status state enabled disabled is has get set use uses used show hide visible toggle callback cb fn func function handler factory builder config cfg options opts settings params args list array map set dict table column row schema ring vault manager service1 server1 client1 owner account email username login domain port protocol method usage limit quota cost budget bucket buckets rate fingerprint thumbprint serial info details metadata meta strength complexity generator rotate lookup resolver resolve fetcher fetch getter source src target dest destination template example sample counter order delimiter separator",
);

/** Words before `token` and `key` that make it a position in a list, a nonce of a request or a public key. */
const NOT_A_CREDENTIAL = setOf(
  "page paging pagination next previous prev starting start continuation continue cursor sync delta scroll resume skip idempotency idempotent dedupe deduplication request creator publishable public pub site csrf xsrf design color access1 unknown unexpected current first last end eof close open string identifier keyword punctuator",
);

const QUALIFIED_KEY = /(?:api|access|secret|private|auth|client|signing|encryption|license|service|master)key$/;
const SECRET_END = /(?:secret|token)$/;
/** Words that end in `key` and name no key. */
const ENDS_IN_KEY = /monkey|turkey|hockey|donkey|jockey|whiskey|hotkey|passkey/;

/** Splits a name at delimiters and changes of case: `dbPassword2` → db, password2. */
export function wordsOfName(name: string): readonly string[] {
  const split = name.replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3 $2$4").toLowerCase();
  return split.match(/[a-z0-9ñ]+/g) ?? [];
}

/** The class of a name and the word that decides it. */
export interface Announcement {
  readonly nameClass: NameClass;
  /** The word of the name that announces it, such as `password`, `pwd`, `apikey`; `key` for a name of a vendor. */
  readonly word: string;
}

/** Returns the class of credential that a name announces; undefined for any other name. */
export function classifyName(name: string): Announcement | undefined {
  const list = [...wordsOfName(name)];
  while (list.length > 1 && (TRAILING.has(last(list)) || /^\d+$/.test(last(list)))) {
    if (isCredentialWord(last(list))) break;
    list.pop();
  }
  const word = last(list).replace(/\d{1,3}$/, "");
  const before = list.at(-2) ?? "";
  if (PASSWORD.has(word) || PASSWORD.has(before + word)) return { nameClass: "password", word };
  if (PASSWORD_END.test(word)) return { nameClass: "password", word: "password" };
  if (NOT_A_CREDENTIAL.has(before)) return undefined;
  if (word === "key" || word === "keys") {
    if (KEY_QUALIFIERS.has(before) && !(before === "storage" && list.length > 2)) return { nameClass: "secret", word: `${before}key` };
    return before === "" || NOT_A_KEY.has(before) ? undefined : { nameClass: "vendor", word: "key" };
  }
  if (word === "base" && before === "key") return { nameClass: "secret", word: "secretkeybase" };
  if (SECRET.has(word) || QUALIFIED_KEY.test(word)) return { nameClass: "secret", word };
  const [ending] = SECRET_END.exec(word) ?? [];
  if (ending !== undefined && word.length <= 24) return { nameClass: "secret", word: ending };
  if (
    /^[a-z]{3,}key$/.test(word) &&
    !NOT_A_KEY.has(word.slice(0, -3)) &&
    !NOT_A_CREDENTIAL.has(word.slice(0, -3)) &&
    !ENDS_IN_KEY.test(word)
  )
    return { nameClass: "vendor", word: "key" };
  return undefined;
}

/** Returns true for a word such as `id` or `policy` behind `key` or `password`. */
export const isDescription = (word: string) => ABOUT.has(word);

/** Returns true when the name describes a credential (`token_type`, `passwordLength`) instead of holding one. */
export function describesCredential(name: string): boolean {
  return ABOUT.has(last(wordsOfName(name)));
}

const isCredentialWord = (word: string) => PASSWORD.has(word) || SECRET.has(word) || word === "key";
const last = (list: readonly string[]) => list.at(-1) ?? "";

function words(list: string): readonly string[] {
  return list.split(" ");
}

function setOf(list: string): ReadonlySet<string> {
  return new Set(words(list));
}
