// Modals, popovers and menus, opened by `commandFor` or by their own methods; last, a guard for what is missing here.
{
  const local = globalThis.polarisLocal;

  class Overlay extends local.Element {
    /** Carries out a command of a button or link. */
    obey(command, source) {
      this.source = source;
      const act = { '--show': 'showOverlay', '--hide': 'hideOverlay', '--toggle': 'toggleOverlay', '--auto': 'toggleOverlay' }[command];
      if (act) this[act]();
    }

    toggleOverlay() { this.open ? this.hideOverlay() : this.showOverlay(); }
  }

  local.define('s-modal', class extends Overlay {
    static attributes = ['heading', 'size'];
    static css = `:host{display:contents}dialog{border:0;padding:0;border-radius:14px;inline-size:min(600px,calc(100vw - 32px));max-block-size:calc(100vh - 64px);box-shadow:var(--pl-raised);color:var(--pl-text);background:var(--pl-surface)}
      dialog.small,dialog.small-100{inline-size:min(400px,calc(100vw - 32px))}dialog.large,dialog.large-100{inline-size:min(960px,calc(100vw - 32px))}dialog::backdrop{background:rgb(23 24 27/.5)}
      header{display:flex;align-items:center;padding:12px 16px;background:var(--pl-surface-subdued);border-block-end:1px solid var(--pl-border-subdued)}h2{font-size:14px;font-weight:600;margin-inline-end:auto}
      .close{border:0;background:none;padding:4px;border-radius:6px;cursor:pointer;display:inline-flex}.close:focus-visible{outline:2px solid var(--pl-focus)}.body{padding:16px}footer{display:flex;justify-content:flex-end;gap:8px;padding:12px 16px;border-block-start:1px solid var(--pl-border-subdued)}`;

    get open() { return this.root.querySelector('dialog')?.open ?? false; }

    build() {
      this.root.innerHTML = `<dialog aria-labelledby="title"><header><h2 id="title"></h2><button class="close" type="button" aria-label="Close">${local.icon('x', 20)}</button></header><div class="body"><slot></slot></div><footer><slot name="secondary-actions"></slot><slot name="primary-action"></slot></footer></dialog>`;
      const dialog = this.root.querySelector('dialog');
      this.root.querySelector('.close').addEventListener('click', () => this.hideOverlay());
      dialog.addEventListener('close', () => { for (const type of ['hide', 'afterhide']) local.fire(this, type, { bubbles: false }); });
    }

    update() {
      this.root.querySelector('h2').textContent = this.read('heading') ?? '';
      this.root.querySelector('dialog').className = this.read('size') ?? '';
    }

    showOverlay() {
      if (this.open) return;
      local.fire(this, 'show', { bubbles: false });
      this.root.querySelector('dialog').showModal();
      local.fire(this, 'aftershow', { bubbles: false });
    }

    hideOverlay() { this.root.querySelector('dialog').close(); }
  });

  class Popover extends Overlay {
    static css = ':host{display:contents}.panel{position:absolute;inset:auto;margin:0;border:0;padding:0;border-radius:12px;background:var(--pl-surface);color:var(--pl-text);box-shadow:var(--pl-raised);min-inline-size:160px;max-inline-size:min(400px,calc(100vw - 16px))}';

    get panel() { return this.root.querySelector('.panel'); }
    get open() { return this.panel?.matches(':popover-open') ?? false; }

    build() {
      this.root.innerHTML = '<div class="panel" popover="auto"><slot></slot></div>';
      this.panel.addEventListener('toggle', (event) => local.fire(this, event.newState === 'open' ? 'aftershow' : 'afterhide', { bubbles: false }));
    }

    showOverlay() {
      this.panel.showPopover();
      const anchor = (this.source ?? this).getBoundingClientRect();
      const left = Math.max(8, Math.min(anchor.left, innerWidth - this.panel.offsetWidth - 8));
      Object.assign(this.panel.style, { top: `${anchor.bottom + 4 + scrollY}px`, left: `${left + scrollX}px` });
    }

    hideOverlay() { if (this.open) this.panel.hidePopover(); }
  }
  local.define('s-popover', class extends Popover {});
  local.define('s-menu', class extends Popover {
    build() {
      super.build();
      this.panel.setAttribute('role', 'group');
      if (this.read('accessibilitylabel')) this.panel.setAttribute('aria-label', this.read('accessibilitylabel'));
      this.addEventListener('click', () => this.hideOverlay());
    }
  });

  // A page must not look finished here and be broken there: an element this stand-in lacks is said aloud, once.
  const bridged = new Set(['s-app-nav', 's-app-window']);
  const missing = new Set();
  const complain = () => {
    for (const element of document.querySelectorAll(':not(:defined)')) {
      if (!element.localName.startsWith('s-') || bridged.has(element.localName) || missing.has(element.localName)) continue;
      missing.add(element.localName);
      console.error(`The stand-in for Polaris does not implement <${element.localName}>`);
    }
  };
  document.addEventListener('DOMContentLoaded', () => {
    complain();
    new MutationObserver(complain).observe(document.body, { childList: true, subtree: true });
  });
}
