// The page and its cards. Inside the admin the heading and the actions belong to the title bar, so the page hides its own.
{
  const local = globalThis.polarisLocal;

  local.define('s-page', class extends local.Element {
    static attributes = ['heading', 'inlinesize'];
    static css = `:host{display:block;container-type:inline-size;padding:16px;max-inline-size:998px;margin-inline:auto}
      :host([inlinesize=large]){max-inline-size:1280px}:host([inlinesize=small]){max-inline-size:662px}
      header{display:flex;align-items:center;flex-wrap:wrap;gap:8px;margin-block-end:16px}h1{font-size:20px;line-height:26px;font-weight:650;margin-inline-end:auto}
      header.embedded slot{display:none}header.embedded{margin:0}
      .columns{display:grid;gap:16px;grid-template-columns:minmax(0,1fr)}.main,.aside{display:grid;gap:16px;align-content:start;grid-template-columns:minmax(0,1fr);min-inline-size:0}
      @container (inline-size > 720px){.columns.two{grid-template-columns:minmax(0,2fr) minmax(0,1fr)}}`;

    build() {
      this.root.innerHTML = `<header><slot name="breadcrumb-actions"></slot><h1></h1><slot name="accessory"></slot><slot name="secondary-actions"></slot><slot name="primary-action"></slot></header>
        <div class="columns"><div class="main"><slot></slot></div><div class="aside" hidden><slot name="aside"></slot></div></div>`;
      this.root.querySelector('slot[name=aside]').addEventListener('slotchange', () => this.update());
    }

    update() {
      const embedded = Boolean(globalThis.shopify?.environment?.embedded);
      const hasAside = this.root.querySelector('slot[name=aside]').assignedNodes().length > 0;
      this.root.querySelector('header').classList.toggle('embedded', embedded);
      this.root.querySelector('h1').classList.toggle('unseen', embedded);
      this.root.querySelector('h1').textContent = this.read('heading') ?? '';
      this.root.querySelector('.columns').classList.toggle('two', hasAside);
      this.root.querySelector('.aside').hidden = !hasAside;
    }
  });

  local.define('s-section', class extends local.Element {
    static attributes = ['heading', 'subheading', 'padding', 'accessibilitylabel'];
    static css = `:host{display:block;min-inline-size:0}:host(:not(.nested)){background:var(--pl-surface);border-radius:12px;box-shadow:var(--pl-card);overflow:clip}
      .head{display:flex;gap:8px;align-items:start;flex-wrap:wrap}.head>div{margin-inline-end:auto}.words{font-weight:600;font-size:14px;line-height:20px}.sub{color:var(--pl-subdued)}
      .body{display:grid;gap:12px;grid-template-columns:minmax(0,1fr)}.pad{padding:16px}.pad .head{margin-block-end:12px}.flush .head{padding:14px 16px 10px}`;

    build() {
      this.root.innerHTML = '<div class="frame"><div class="head"><div><div class="words" role="heading"></div><div class="sub"></div></div><slot name="accessory"></slot><slot name="secondary-actions"></slot><slot name="primary-action"></slot></div><div class="body"><slot></slot></div></div>';
    }

    update() {
      const $ = (selector) => this.root.querySelector(selector);
      const heading = this.read('heading');
      const nested = this.parentElement?.closest('s-section') != null;
      this.classList.toggle('nested', nested);
      $('.frame').className = `frame ${nested ? '' : this.read('padding') === 'none' ? 'flush' : 'pad'}`;
      $('.words').textContent = heading ?? '';
      $('.words').setAttribute('aria-level', String(local.headingLevel(this)));
      $('.sub').textContent = this.read('subheading') ?? '';
      $('.head').hidden = !heading;
      const name = this.read('accessibilitylabel') ?? heading;
      if (name) {
        this.setAttribute('role', 'region');
        this.setAttribute('aria-label', name);
      }
    }
  });
}
