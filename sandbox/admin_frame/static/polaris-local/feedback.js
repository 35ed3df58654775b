// What a page says about its state: badges, banners, progress, pictures, empty states.
{
  const local = globalThis.polarisLocal;
  const toned = local.tones.map((tone) => `:host([tone=${tone}]){background:var(--pl-${tone}-fill);color:var(--pl-${tone})}`).join('');

  local.define('s-badge', class extends local.Element {
    static attributes = ['icon'];
    static css = `:host{display:inline-flex;align-items:center;gap:4px;padding:2px 8px;border-radius:8px;font-size:12px;line-height:16px;font-weight:500;white-space:nowrap;background:var(--pl-neutral-fill);color:var(--pl-neutral)}${toned}`;

    update() { this.root.innerHTML = `${this.read('icon') ? local.icon(this.read('icon'), 14) : ''}<slot></slot>`; }
  });

  local.define('s-chip', class extends local.Element {
    static css = ':host{display:inline-flex;gap:4px;padding:2px 8px;border-radius:8px;background:var(--pl-neutral-fill);font-size:12px;line-height:16px}';

    build() { this.root.innerHTML = '<slot name="graphic"></slot><slot></slot>'; }
  });

  local.define('s-spinner', class extends local.Element {
    static attributes = ['accessibilitylabel'];
    static css = `@keyframes turn{to{transform:rotate(1turn)}}
      i{display:inline-block;inline-size:20px;block-size:20px;border:2px solid var(--pl-border);border-block-start-color:var(--pl-text);border-radius:50%;animation:turn .7s linear infinite}`;

    update() {
      this.setAttribute('role', 'status');
      this.root.innerHTML = `<i></i><span class="unseen">${local.escape(this.read('accessibilitylabel') ?? 'Loading')}</span>`;
    }
  });

  local.define('s-progress', class extends local.Element {
    static attributes = ['value', 'max', 'accessibilitylabel'];
    static css = ':host{display:block}progress{inline-size:100%;block-size:8px;accent-color:var(--pl-brand)}';

    update() {
      this.root.innerHTML = `<progress max="${local.escape(this.read('max') ?? 1)}" value="${local.escape(this.read('value') ?? 0)}" aria-label="${local.escape(this.read('accessibilitylabel') ?? 'Progress')}"></progress>`;
    }
  });

  local.define('s-thumbnail', class extends local.Element {
    static attributes = ['src', 'alt', 'size'];
    static css = `:host{display:inline-flex;flex:none;inline-size:40px;block-size:40px;align-items:center;justify-content:center;border:1px solid var(--pl-border-subdued);border-radius:8px;overflow:hidden;background:var(--pl-surface);color:var(--pl-subdued)}
      :host([size=small]){inline-size:36px;block-size:36px}img{inline-size:100%;block-size:100%;object-fit:contain}`;

    update() {
      const source = this.read('src');
      this.root.innerHTML = source ? `<img alt="${local.escape(this.read('alt'))}" src="${local.escape(source)}" width="40" height="40">` : local.icon('product', 20);
    }
  });

  local.define('s-image', class extends local.Element {
    static attributes = ['src', 'alt'];
    static css = ':host{display:block}img{max-inline-size:100%}';

    update() { this.root.innerHTML = `<img src="${local.escape(this.read('src'))}" alt="${local.escape(this.read('alt'))}">`; }
  });

  local.define('s-avatar', class extends local.Element {
    static attributes = ['initials'];
    static css = ':host{display:inline-flex;inline-size:28px;block-size:28px;border-radius:8px;background:var(--pl-neutral-fill);align-items:center;justify-content:center;font-size:11px}';

    update() { this.root.textContent = this.read('initials') ?? ''; }
  });

  const bannerIcons = { critical: 'alert-circle', warning: 'alert-triangle', success: 'check-circle', info: 'info' };
  const bannerTones = Object.keys(bannerIcons).map((tone) => `.${tone} .head{background:var(--pl-${tone}-fill);color:var(--pl-${tone})}`).join('');

  local.define('s-banner', class extends local.Element {
    static attributes = ['heading', 'tone', 'dismissible'];
    static css = `:host{display:block}section{border-radius:12px;background:var(--pl-surface);box-shadow:var(--pl-card);overflow:hidden}
      .icon{display:inline-flex}.head{display:flex;gap:8px;align-items:center;padding:10px 14px;font-weight:600}.body{padding:12px 14px}.acts{padding:0 14px 12px;display:flex;gap:8px}
      button{margin-inline-start:auto;border:0;background:none;padding:4px;border-radius:6px;cursor:pointer;display:inline-flex}${bannerTones}`;

    build() {
      this.root.innerHTML = `<section><div class="head"><span class="icon"></span><span class="words"></span><button type="button" aria-label="Dismiss">${local.icon('x')}</button></div><div class="body"><slot></slot></div><div class="acts"><slot name="secondary-actions"></slot></div></section>`;
      this.root.querySelector('button').addEventListener('click', () => { this.hidden = true; local.fire(this, 'dismiss'); });
      for (const slot of this.root.querySelectorAll('slot')) slot.addEventListener('slotchange', () => this.update());
    }

    update() {
      const tone = bannerIcons[this.read('tone')] ? this.read('tone') : 'info';
      const $ = (selector) => this.root.querySelector(selector);
      this.setAttribute('role', tone === 'critical' || tone === 'warning' ? 'alert' : 'status');
      $('section').className = tone;
      $('.icon').innerHTML = local.icon(bannerIcons[tone], 18);
      $('.words').textContent = this.read('heading') ?? '';
      $('.head').hidden = !this.read('heading');
      $('button').hidden = !this.is('dismissible');
      $('.body').hidden = !$('slot:not([name])').assignedNodes().some((node) => node.nodeType === 1 || node.textContent.trim());
      $('.acts').hidden = $('slot[name]').assignedNodes().length === 0;
    }
  });

  local.define('s-empty-state', class extends local.Element {
    static attributes = ['heading'];
    static css = ':host{display:block;text-align:center;padding:40px 16px}h2{font-size:14px;font-weight:600;margin-block-end:4px}.acts{display:flex;gap:8px;justify-content:center;flex-wrap:wrap;margin-block-start:16px}';

    build() { this.root.innerHTML = '<slot name="graphic"></slot><h2></h2><slot name="subheading"></slot><slot></slot><div class="acts"><slot name="secondary-actions"></slot><slot name="primary-action"></slot></div>'; }

    update() { this.root.querySelector('h2').textContent = this.read('heading') ?? ''; }
  });
}
