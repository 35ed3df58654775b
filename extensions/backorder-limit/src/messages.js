// @ts-check
import german from '../locales/de.json' with { type: 'json' };
import english from '../locales/en.default.json' with { type: 'json' };
import french from '../locales/fr.json' with { type: 'json' };

/** @type {Record<string, import('./types.js').Texts>} */
const LANGUAGES = { DE: german.refusal, EN: english.refusal, FR: french.refusal };

/**
 * The sentence a shopper reads; English where we do not speak the language.
 *
 * @param {import('./types.js').Reason} reason
 * @param {{ units: number, merchandise: import('./types.js').Variant[], language: string }} said - `language` is a
 *   LanguageCode: DE, PT_BR
 */
export function message(reason, { units, merchandise, language }) {
  const texts = (LANGUAGES[language.slice(0, 2)] ?? LANGUAGES.EN)[reason];
  const form = units === 0 ? 'zero' : units === 1 ? 'one' : 'other';
  const product = [...new Set(merchandise.map(nameOf))].join(', ');
  return (texts[form] ?? texts.zero).replace('{{ units }}', () => String(units)).replace('{{ product }}', () => product);
}

/** @param {import('./types.js').Variant} variant */
function nameOf({ title, product }) {
  return title && title !== 'Default Title' ? `${product.title} - ${title}` : product.title;
}
