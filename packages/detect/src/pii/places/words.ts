import { isEscape } from "../../extract/tables/names.ts";
import { indexKeywords } from "../../match/keyword-index.ts";

/** Words that occur in names of personal data. */
const NAMING =
  "passport passeport pasaporte passaport paspoort paszport reisepass traveldoc travel_doc social_sec socialsec sozialvers seguro seguridad birth geburt geboren geboort naissance nacimiento nascita nascimento urodzenia phone mobil telefon telefoon rufnummer whatsapp msisdn celular cellulare street strasse address adresse anschrift direccion domicilio indirizzo endereco";
/** Such words that count only at the beginning of a word. */
const BEGINNING =
  "pass ssn social securite dob d.o.b born bday fodsels tel fax cell handy movil portable gsm tlf callback caller contact to_n from_n adr calle";
/** Words that people write before a phone number. */
const SPOKEN =
  "phone mobile mobil cell tel fax call text sms whatsapp ring dial reach number handy rufnummer telefoon telefon telefono telefone celular portable movil appel";
const naming = NAMING.split(" ");
const beginning = BEGINNING.split(" ");
const words = [...naming, ...beginning, ...SPOKEN.split(" ")];
const index = indexKeywords(words);
const FIRST_BEGINNING = naming.length;
const FIRST_SPOKEN = naming.length + beginning.length;

const ELSEWHERE =
  /паспорт|护照|護照|パスポート|旅券|여권|f[øö]dels|рожден|出生|生年月日|生日|誕生日|생년월일|n[ée]e? le|móvil|电话|電話|手机|手機|携帯|전화|휴대|телефон|мобильный|هاتف|جوال|טלפון|โทรศัพท์|τηλέφωνο|điện thoại|téléphone|sécurité|dirección|endereço|straße|住所|住址|地址|주소|адрес/giu;
/** Matches a letter beyond ASCII; each word of `ELSEWHERE` contains one. */
const LETTER = /[à-ž\u0370-\u1fff\u3040-\ud7ff]/i;

/** Ends of the words that describe values, ascending. */
export interface Words {
  /** Ends of words in names of personal data. */
  readonly naming: readonly number[];
  /** Ends of words before phone numbers. */
  readonly spoken: readonly number[];
  readonly isAscii: boolean;
}

/** Finds the words of a text in one pass. */
export function wordsIn(text: string): Words {
  const naming: number[] = [];
  const spoken: number[] = [];
  const isAscii = index.scan(text, (word, end) => {
    if (word >= FIRST_SPOKEN) spoken.push(end);
    else if (word < FIRST_BEGINNING || !isLetterBefore(text, end - (words[word] as string).length)) naming.push(end);
  });
  if (!isAscii && LETTER.test(text)) {
    for (const { 0: word, index: start } of text.matchAll(ELSEWHERE)) naming.push(start + word.length);
    naming.sort((a, b) => a - b);
  }
  return { naming, spoken, isAscii };
}

/** Returns true when a letter precedes that is not part of an escaped line break or tab. */
function isLetterBefore(text: string, at: number): boolean {
  const letter = (text.charCodeAt(at - 1) | 32) - 97;
  return letter >= 0 && letter < 26 && !(text[at - 2] === "\\" && isEscape(text[at - 1]));
}
