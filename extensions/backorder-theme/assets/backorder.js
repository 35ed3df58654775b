// @ts-check
/**
 * <backorder-promise> keeps the server's text in step with the chosen variant and quantity, and lets the cart line carry
 * what was shown. It makes no words of its own, and hides what it cannot vouch for: an unknown variant, a promise past
 * its time. It asks only for its own block again: for a variant past Liquid's 250, and when the cart has changed.
 * The types are in tests/unit/theme/backorder.d.ts: shoppers need not load them.
 */
(() => {
  const DAY = 86_400_000;
  const LONGEST_TIMER = 2 ** 31 - 1;

  /**
   * Deals units onto the steps, earliest first; those beyond the last are in no part.
   * @param {number} quantity
   * @param {Step[]} steps
   */
  function deal(quantity, steps) {
    /** @type {Part[]} */
    const parts = [];
    let dealt = 0;
    for (const { upto, by, date } of steps) {
      const units = Math.min(quantity, upto ?? quantity) - dealt;
      if (units > 0) parts.push({ units, by, date });
      dealt += Math.max(units, 0);
    }
    return parts;
  }

  /** Whole calendar days from the shopper's today. @param {string} date ISO */
  function daysUntil(date) {
    const today = new Date();
    return Math.round((Date.parse(date) - Date.UTC(today.getFullYear(), today.getMonth(), today.getDate())) / DAY);
  }

  /** @param {string} template @param {Record<string, string | number | null>} values */
  function fill(template, values) {
    return template.replace(/\[(\w+)\]/g, (token, name) => String(values[name] ?? token));
  }

  /** @param {ParentNode} root @returns {Data | null} */
  function readData(root) {
    try {
      return JSON.parse(root.querySelector('script[data-backorder]')?.textContent ?? '');
    } catch {
      return null;
    }
  }

  /** Also of a field outside that names its form. @param {HTMLFormElement | undefined} form @param {string} name */
  function fieldValue(form, name) {
    const found = form?.elements.namedItem(name);
    return found && 'value' in found ? String(found.value) : '';
  }

  /** Only what changed, or a screen reader says it twice. @param {Element | null} element @param {string} text */
  function write(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }

  class BackorderPromise extends HTMLElement {
    #data = /** @type {Data} */ ({});
    /** @type {HTMLFormElement | undefined} */
    #form;
    /** @type {HTMLInputElement[]} */
    #inputs = [];
    #variant = '';
    #leaving = new AbortController();
    #expiry = 0;

    connectedCallback() {
      const data = readData(this);
      if (!data) return;
      this.#data = data;
      this.#variant = data.selected;
      this.#form = this.#productForm();
      this.#inputs = [...this.querySelectorAll('input')];
      // Inside the form, every way of adding finds them.
      if (!this.#form?.contains(this)) this.#form?.append(...this.#inputs);
      this.#leaving = new AbortController();
      this.#listen();
      this.#choose();
    }

    disconnectedCallback() {
      this.#leaving.abort();
      clearTimeout(this.#expiry);
      this.append(...this.#inputs);
    }

    /** Buys one of our variants: around us, else in our section, else anywhere. Dawn's form for instalments cannot. */
    #productForm() {
      const forms = [...document.forms].filter((form) => form.querySelector('[type="submit"]'));
      const ours = forms.filter((form) => fieldValue(form, 'id') in this.#data.variants);
      const section = this.closest('.shopify-section');
      return ours.find((form) => form.contains(this)) ?? ours.find((form) => section?.contains(form)) ?? ours[0];
    }

    /** Themes announce a new variant in different ways; each signal alone is enough, all together do no harm. */
    #listen() {
      const { signal } = this.#leaving;
      const look = () => void this.#choose();
      document.addEventListener('shopify:product:select', (event) => this.#selected(event), { signal });
      for (const name of ['change', 'input']) document.addEventListener(name, look, { signal });
      document.addEventListener('click', () => setTimeout(look), { signal });
      window.addEventListener('popstate', look, { signal });
      window.addEventListener('pageshow', ({ persisted }) => persisted && this.#again(), { signal });
      // Unlike a patched `history`, it leaves the theme's objects alone.
      /** @type {any} */ (window).navigation?.addEventListener('currententrychange', look, { signal });
      // Some themes set the id input's attribute and tell nobody.
      const observer = new MutationObserver(look);
      const input = this.#form?.querySelector('[name="id"]');
      if (input) observer.observe(input, { attributeFilter: ['value'] });
      // However a theme changes the cart, it asks Shopify to. What is in there cannot be promised again.
      const cart = /\/cart\/(add|change|update|clear)/;
      const requests = new PerformanceObserver((list) => {
        if (list.getEntries().some(({ name }) => cart.test(name))) this.#again();
      });
      requests.observe({ type: 'resource' });
      signal.addEventListener('abort', () => [observer, requests].forEach((one) => one.disconnect()));
    }

    /** @param {any} event */
    async #selected(event) {
      const answer = await (event.promise ?? event.detail?.promise);
      if (answer?.variant) this.#choose(String(answer.variant.id).split('/').pop());
    }

    async #again() {
      if (!Object.values(this.#data.variants).some(Boolean)) return;
      await this.#load(this.#variant);
      this.#show();
    }

    /** The form knows best which variant is meant, then the address. */
    async #choose(id = fieldValue(this.#form, 'id') || new URLSearchParams(location.search).get('variant')) {
      const wanted = id || this.#variant;
      this.#variant = wanted;
      if (!(wanted in this.#data.variants)) {
        this.#hide();
        await this.#load(wanted);
      }
      if (this.#variant === wanted) this.#show();
    }

    /** This same block for a variant; address and cookie keep the country. @param {string} id */
    async #load(id) {
      const { variants } = this.#data;
      variants[id] ??= null;
      const url = `${location.pathname}?variant=${id}&section_id=${this.dataset.section}`;
      try {
        const response = await fetch(url, { signal: this.#leaving.signal });
        const page = new DOMParser().parseFromString(await response.text(), 'text/html');
        Object.assign(variants, readData(page)?.variants);
      } catch {
        // Offline or leaving: the next signal asks again.
        if (!variants[id]) delete variants[id];
      }
    }

    #show() {
      const promised = this.#data.variants[this.#variant];
      const left = promised ? Date.parse(promised.until) - Date.now() : 0;
      if (!promised || !(left > 0)) return this.#hide();
      clearTimeout(this.#expiry);
      this.#expiry = setTimeout(() => this.#show(), Math.min(left, LONGEST_TIMER));

      const quantity = Math.max(1, Math.trunc(Number(fieldValue(this.#form, 'quantity'))) || 1);
      const parts = promised.state === 'sold_out' ? [] : deal(quantity, promised.steps);
      const text = this.#text();
      text.dataset.state = promised.state;
      write(text.querySelector('.backorder-promise__headline'), promised.headline);
      write(text.querySelector('.backorder-promise__detail'), this.#answer(quantity, parts, promised.left));
      text.hidden = false;
      this.#carry(parts, promised.version);
    }

    /** What the headline leaves open. @param {number} quantity @param {Part[]} parts @param {number | null} left */
    #answer(quantity, parts, left) {
      const { texts } = this.#data;
      const last = parts.at(-1);
      if (!last) return '';
      if (left !== null && quantity > left) return this.#count('at_most', left);
      if (quantity === 1) return last.by ? this.#days(last.by) : '';
      if (parts.length === 1) return fill(last.by ? texts.all_later : texts.all_now, last);
      const said = parts.map((part) => (part.by ? fill(texts.later, part) : this.#count('some_now', part.units)));
      return fill(texts.split, { quantity, parts: said.join(', ') });
    }

    /** Nothing where the merchant turned it off or the day has passed. @param {string} date ISO */
    #days(date) {
      const days = daysUntil(date);
      if (!('showDays' in this.dataset) || days < 0) return '';
      return days ? this.#count('days', days) : this.#data.texts.today;
    }

    /** The cart line says what was shown, for units beyond stock only. @param {Part[]} parts @param {number} version */
    #carry(parts, version) {
      if (!parts.some(({ by }) => by)) return this.#set('', '');
      const { now, later } = this.#data.texts;
      const said = parts.map((part) => fill(part.by ? later : now, part));
      this.#set(parts.length === 1 ? parts[0].date : said.join(', '), String(version));
    }

    /** Empty ones are not sent. @param {string[]} values of `Ships by` and `_backorder` */
    #set(...values) {
      this.#inputs.forEach((input, index) => {
        if (input.value !== values[index]) input.value = values[index];
        input.disabled = !values[index];
      });
    }

    #hide() {
      this.#text().hidden = true;
      this.#set('', '');
    }

    #text() {
      return /** @type {HTMLElement} */ (this.querySelector('.backorder-promise__text'));
    }

    /** @param {keyof Counted} key @param {number} units */
    #count(key, units) {
      const [one, other] = this.#data.texts[key];
      return fill(new Intl.PluralRules(this.#data.locale).select(units) === 'one' ? one : other, { units });
    }
  }

  const define = () => customElements.get('backorder-promise') || customElements.define('backorder-promise', BackorderPromise);
  // A theme may load us while the page still comes in, before the element has its data.
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', define);
  else define();
})();
