// Buttons, links and chips. As in the admin, a link to the app itself does not navigate: it raises `shopify:navigate`.
{
  const local = globalThis.polarisLocal;
  const embedded = () => Boolean(globalThis.shopify?.environment?.embedded);

  function staysInApp(element, event) {
    const target = element.read('target') ?? 'auto';
    const sameOrigin = new URL(element.read('href'), location.href).origin === location.origin;
    return embedded() && ['auto', '_self'].includes(target) && sameOrigin && !(event.metaKey || event.ctrlKey || event.shiftKey);
  }

  function activate(element, event) {
    const overlay = element.read('commandfor');
    if (overlay) return document.getElementById(overlay)?.obey?.(element.read('command') ?? '--auto', element);
    if (element.read('href')) {
      if (!staysInApp(element, event)) return undefined;
      event.preventDefault();
      return element.dispatchEvent(new CustomEvent('shopify:navigate', { bubbles: true, cancelable: true }));
    }
    const form = element.closest('form');
    if (element.read('type') === 'submit') form?.requestSubmit();
    if (element.read('type') === 'reset') form?.reset();
    return undefined;
  }

  class Action extends local.Element {
    static shadowOptions = { delegatesFocus: true };
    static attributes = ['href', 'target', 'disabled', 'loading', 'icon', 'accessibilitylabel', 'variant', 'tone', 'interestfor', 'commandfor', 'download'];

    get disabled() { return this.is('disabled'); }
    set disabled(on) { this.toggleAttribute('disabled', Boolean(on)); }
    get loading() { return this.is('loading'); }
    set loading(on) { this.toggleAttribute('loading', Boolean(on)); }

    build() {
      this.addEventListener('click', (event) => {
        if (this.disabled || this.loading) {
          event.preventDefault();
          event.stopImmediatePropagation();
        } else if (!event.defaultPrevented) activate(this, event);
      }, { capture: true });
    }

    /** Classes that the look depends on. */
    look() { return ''; }

    /** Attributes that only this kind has. */
    more() { return ''; }

    update() {
      const focused = this.root.activeElement !== null;
      const asleep = this.disabled || this.loading;
      const text = (name) => local.escape(this.read(name));
      const tip = document.getElementById(this.read('interestfor') ?? '');
      const shared = `class="act ${this.look()}"${this.read('accessibilitylabel') ? ` aria-label="${text('accessibilitylabel')}"` : ''}${tip ? ` aria-description="${local.escape(tip.textContent.trim())}"` : ''}${this.more()}`;
      const inside = `${this.read('icon') ? local.icon(this.read('icon')) : ''}<slot></slot>${this.loading ? '<span class="unseen">Loading</span>' : ''}`;
      this.root.innerHTML = this.read('href') && !asleep
        ? `<a ${shared} href="${text('href')}"${this.read('target') ? ` target="${text('target')}"` : ''}${this.hasAttribute('download') ? ' download' : ''}>${inside}</a>`
        : `<button ${shared} type="button"${asleep ? ' aria-disabled="true"' : ''}${this.read('commandfor') ? ' aria-haspopup="dialog"' : ''}>${inside}</button>`;
      if (focused) this.root.querySelector('.act').focus();
    }
  }

  const ring = '.act:focus-visible{outline:2px solid var(--pl-focus);outline-offset:2px}';

  local.define('s-button', class extends Action {
    static css = `:host{display:inline-flex}:host([inlinesize=fill]){display:flex}:host([inlinesize=fill]) .act{inline-size:100%}${ring}
      .act{display:inline-flex;align-items:center;justify-content:center;gap:4px;min-block-size:28px;padding:5px 12px;border:0;border-radius:8px;font-size:12px;line-height:16px;font-weight:550;text-decoration:none;cursor:pointer;white-space:nowrap;color:var(--pl-text);background:var(--pl-surface);box-shadow:0 0 0 1px var(--pl-border),0 1px 0 rgb(23 24 27/.12)}
      .act:hover{background:var(--pl-fill-hover)}
      .primary{background:var(--pl-brand);color:var(--pl-on-brand);box-shadow:none;font-weight:600}.primary:hover{background:var(--pl-brand-hover)}
      .tertiary{background:none;box-shadow:none;padding-inline:6px}.tertiary:hover{background:var(--pl-surface-strong)}
      .critical{color:var(--pl-critical)}.primary.critical{background:var(--pl-critical-strong);color:#fff}
      .act[aria-disabled]{color:var(--pl-disabled);background:var(--pl-surface-strong);box-shadow:none;cursor:default}
      @media (pointer:coarse){.act{min-block-size:36px}}`;

    look() { return `${this.read('variant') ?? ''} ${this.read('tone') === 'critical' ? 'critical' : ''}`; }
  });

  local.define('s-link', class extends Action {
    static css = `:host{display:inline}${ring}.act{display:inline;color:var(--pl-link);background:none;border:0;padding:0;font:inherit;text-align:start;cursor:pointer;text-decoration:underline;text-underline-offset:2px}.act:focus-visible{border-radius:2px}:host([tone=neutral]) .act{color:inherit}:host([tone=critical]) .act{color:var(--pl-critical)}`;
  });

  local.define('s-clickable', class extends Action {
    static css = `:host{display:block}${ring}.act{display:block;inline-size:100%;text-align:start;background:none;border:0;padding:0;font:inherit;color:inherit;text-decoration:none;cursor:pointer;border-radius:8px}`;
  });

  local.define('s-press-button', class extends Action {
    static attributes = [...Action.attributes, 'pressed'];
    static css = `:host{display:inline-flex}${ring}.act{padding:5px 12px;border:0;border-radius:8px;min-block-size:28px;font-size:12px;background:none;cursor:pointer}.act[aria-pressed=true]{background:var(--pl-surface-strong)}`;

    more() { return ` aria-pressed="${this.is('pressed')}"`; }
  });

  local.define('s-clickable-chip', class extends Action {
    static attributes = [...Action.attributes, 'color'];
    static css = `:host{display:inline-flex}${ring}.act{display:inline-flex;align-items:center;gap:4px;padding:4px 10px;border-radius:8px;border:1px solid var(--pl-border-subdued);background:none;font-size:12px;line-height:16px;cursor:pointer;color:var(--pl-subdued);text-decoration:none}
      .act:hover{background:var(--pl-surface-subdued)}:host([color=strong]) .act{background:var(--pl-surface-strong);color:var(--pl-text);font-weight:600;border-color:transparent}@media (pointer:coarse){.act{min-block-size:32px}}`;
  });

  local.define('s-button-group', class extends local.Element {
    static attributes = ['accessibilitylabel'];
    static css = ':host{display:inline-flex;gap:8px;flex-wrap:wrap}:host([gap=none]){gap:0}';

    build() { this.root.innerHTML = '<slot name="secondary-actions"></slot><slot></slot><slot name="primary-action"></slot>'; }

    update() {
      this.setAttribute('role', 'group');
      if (this.read('accessibilitylabel')) this.setAttribute('aria-label', this.read('accessibilitylabel'));
    }
  });
}
