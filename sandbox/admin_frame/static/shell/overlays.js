// What the admin lays over the app: toasts, the leave question and the resource picker.
const $ = (id) => document.getElementById(id);

export function showToast({ id, message, isError, action }, act) {
  const toast = document.createElement('div');
  Object.assign(toast, { id, className: isError ? 'toast error' : 'toast', textContent: message });
  if (action) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', textContent: action });
    button.addEventListener('click', act);
    toast.append(button);
  }
  $('toasts').append(toast);
  setTimeout(() => toast.remove(), 5000);
}

function answered(dialog) {
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => { dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true }); });
}

export const askToLeave = async () => (await answered($('leave'))) === 'leave';

/** As App Bridge answers: all or nothing, after the merchant was asked. */
export async function requestScopes({ shop, appName }, wanted) {
  $('scopes-title').textContent = `${appName} asks for more`;
  $('scopes-wanted').textContent = wanted.join(', ');
  if ((await answered($('scopes'))) !== 'allow') return { result: 'declined-all' };
  const response = await fetch(`/sandbox/${shop}/scopes/grant`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ scopes: wanted }) });
  if (!response.ok) throw new Error((await response.json()).detail);
  return { result: 'granted-all' };
}

const PRODUCTS = `query Picker { products(first: 100, sortKey: TITLE) { nodes { id title variants(first: 50) { nodes { id title sku inventoryQuantity } } } } }`;

async function products(shop) {
  const response = await fetch(`/sandbox/${shop}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: PRODUCTS }) });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data.products.nodes;
}

function row(id, words, { multiple, checked }) {
  const label = document.createElement('label');
  const box = document.createElement('input');
  Object.assign(box, { type: multiple ? 'checkbox' : 'radio', name: 'picked', value: id, checked });
  label.append(box, words);
  return label;
}

/** Rows of `{id, words}` for the type asked for: `product`, or `variant` with the product's name before it. */
const choices = (found, type) => (type === 'product'
  ? found.map(({ id, title }) => ({ id, words: title }))
  : found.flatMap((product) => product.variants.nodes.map(({ id, title, inventoryQuantity }) => ({
    id, words: `${product.title}${title === 'Default Title' ? '' : `, ${title}`} (${inventoryQuantity} available)`,
  }))));

$('picker-search').addEventListener('input', ({ target }) => {
  const words = target.value.trim().toLowerCase();
  for (const label of $('picker-rows').children) label.hidden = !label.textContent.toLowerCase().includes(words);
});
$('picker-search').addEventListener('keydown', (event) => { if (event.key === 'Enter') event.preventDefault(); });

export async function pickResources(shop, { type, multiple = false, selectionIds = [], query = '' }) {
  if (!['product', 'variant'].includes(type)) throw new Error(`The sandbox has no resource picker for ${type}`);
  const chosen = new Set(selectionIds.map(({ id }) => id));
  const rows = choices(await products(shop), type);
  $('picker-title').textContent = type === 'product' ? 'Select products' : 'Select variants';
  $('picker-rows').replaceChildren(...rows.map(({ id, words }) => row(id, words, { multiple, checked: chosen.has(id) })));
  $('picker-search').value = query;
  $('picker-search').dispatchEvent(new Event('input'));
  if ((await answered($('picker'))) !== 'select') return undefined;
  return [...$('picker-rows').querySelectorAll(':checked')].map(({ value }) => ({ id: value }));
}
