// @ts-check
/**
 * What a plain theme does: change the variant without loading the page, add to the cart without leaving it. It tells
 * others of a new variant as Dawn does, by its form's id input and the address.
 */
const product = /** @type {HTMLElement | null} */ (document.querySelector('[data-product]'));

/** @param {string} name @param {Document | Element} root */
const find = (name, root) => /** @type {HTMLElement} */ (root.querySelector(name));

/** Takes over what the server rendered for the variant at `url`, except the app's block. @param {string} url */
async function choose(url) {
  const page = new DOMParser().parseFromString(await (await fetch(url)).text(), 'text/html');
  if (!product) return;
  for (const name of ['[data-picture]', '[data-price]', '[data-add]', '[data-sku]', 'fieldset']) {
    const fresh = page.querySelectorAll(name);
    product.querySelectorAll(name).forEach((old, index) => old.replaceWith(fresh[index]));
  }
  history.replaceState(null, '', url);
  const id = /** @type {HTMLInputElement} */ (find('[data-buy] [name=id]', product));
  id.value = /** @type {HTMLInputElement} */ (find('[data-buy] [name=id]', page)).value;
  id.dispatchEvent(new Event('change', { bubbles: true }));
}

/** @param {HTMLFormElement} form */
async function add(form) {
  const words = JSON.parse(find('[data-words]', document).textContent ?? '');
  const message = find('[data-error]', form);
  const response = await fetch(`${form.getAttribute('action')}.js`, { method: 'POST', body: new FormData(form) });
  const answer = await response.json();
  message.textContent = response.ok ? words.added : answer.description;
  message.classList.toggle('buy__error--good', response.ok);
  const cart = await (await fetch('/cart.js')).json();
  find('[data-cart-count]', document).textContent = cart.item_count;
}

product?.addEventListener('click', (event) => {
  const link = /** @type {Element} */ (event.target).closest('a[data-variant]');
  if (!link) return;
  event.preventDefault();
  choose(/** @type {HTMLAnchorElement} */ (link).href);
});

product?.addEventListener('submit', (event) => {
  event.preventDefault();
  add(/** @type {HTMLFormElement} */ (event.target));
});
