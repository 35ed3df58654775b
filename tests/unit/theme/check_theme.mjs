// Runs Shopify's own theme check on the extension and prints every offence; exits 1 if there is one.
import { fileURLToPath } from 'node:url';
import themeCheck from '@shopify/theme-check-node';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const offenses = await themeCheck.check(path('../../../extensions/backorder-theme'), path('theme-check.yml'));
for (const { check, uri, start, message } of offenses) {
  console.log(`${uri.split('/').slice(-2).join('/')}:${start.line + 1} ${check} ${message}`);
}
process.exitCode = offenses.length ? 1 : 0;
