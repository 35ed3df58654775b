// @ts-check
/**
 * <backorder-parcels> saves the shopper's choice in the cart at once, so that every way to the checkout carries it, and
 * asks for its own block again when the cart has changed. The box shows what the cart holds: what could not be saved is
 * taken back and said. `defaultChecked` is what the cart held when we last heard of it.
 */
(() => {
  const CART = /\/cart\/(add|change|update|clear)/;

  class BackorderParcels extends HTMLElement {
    #leaving = new AbortController();
    #saving = false;

    connectedCallback() {
      this.#leaving = new AbortController();
      const { signal } = this.#leaving;
      this.addEventListener('change', () => void this.#changed(), { signal });
      window.addEventListener('pageshow', ({ persisted }) => persisted && this.#again(), { signal });
      // However a theme changes the cart, it asks Shopify to; so does another block of ours, as in a drawer.
      const requests = new PerformanceObserver((list) => {
        if (list.getEntries().some(({ name }) => CART.test(name))) this.#again();
      });
      requests.observe({ type: 'resource' });
      signal.addEventListener('abort', () => requests.disconnect());
    }

    disconnectedCallback() {
      this.#leaving.abort();
    }

    get #box() {
      return /** @type {HTMLInputElement | null} */ (this.querySelector('[type=checkbox]'));
    }

    /** A box that changes while it is being saved is saved once more, or the answers might overtake each other. */
    async #changed() {
      if (this.#saving) return;
      this.#saving = true;
      this.#say('');
      try {
        for (let box = this.#box; box && box.checked !== box.defaultChecked; box = this.#box) await this.#save(box);
      } catch {
        this.#takeBack();
      }
      this.#saving = false;
    }

    /** Raises where the cart does not hold afterwards what was chosen. @param {HTMLInputElement} box */
    async #save(box) {
      const { checked, value } = box;
      const wanted = checked ? value : '';
      const response = await fetch(this.dataset.update ?? '', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({ attributes: { parcels: wanted } }),
        // Who goes to the checkout meanwhile takes it along.
        keepalive: true,
      });
      const { attributes } = await response.json();
      if (!response.ok || (attributes?.parcels || '') !== wanted) throw new Error('not saved');
      box.defaultChecked = checked;
    }

    #takeBack() {
      const box = this.#box;
      if (box) box.checked = box.defaultChecked;
      this.#say(this.dataset.failed ?? '');
    }

    /** This same block for the cart as it is now; offline it stays as it was until the next signal. */
    async #again() {
      try {
        const url = `${location.pathname}?section_id=${this.dataset.section}`;
        const page = await (await fetch(url, { signal: this.#leaving.signal })).text();
        const all = new DOMParser().parseFromString(page, 'text/html').querySelectorAll('backorder-parcels');
        const fresh = [...all].find((one) => /** @type {HTMLElement} */ (one).dataset.block === this.dataset.block);
        if (fresh && !this.#saving) this.#draw(fresh);
      } catch {
        // Offline or leaving: the next signal asks again.
      }
    }

    /** A box that stays keeps the focus. @param {Element} fresh */
    #draw(fresh) {
      const box = this.#box;
      const drawn = /** @type {HTMLInputElement | null} */ (fresh.querySelector('[type=checkbox]'));
      if (!box || !drawn) return this.replaceChildren(...fresh.childNodes);
      box.checked = box.defaultChecked = drawn.defaultChecked;
      const [old, now] = [this, fresh].map((one) => one.querySelector('.backorder-parcels__hint'));
      if (old && now && old.textContent !== now.textContent) old.replaceChildren(...now.childNodes);
    }

    /** @param {string} text */
    #say(text) {
      const error = this.querySelector('.backorder-parcels__error');
      if (error) error.textContent = text;
    }
  }

  if (!customElements.get('backorder-parcels')) customElements.define('backorder-parcels', BackorderParcels);
})();
