// Tables: rows and columns on a wide page, one card a row under 490 px, placed by each header's `listSlot`.
{
  const local = globalThis.polarisLocal;
  const NARROW = '(inline-size < 490px)';

  local.define('s-table', class extends local.Element {
    static attributes = ['loading', 'paginate', 'haspreviouspage', 'hasnextpage'];
    static css = `:host{display:block;container-type:inline-size}.table{display:table;inline-size:100%;border-collapse:collapse}
      @container ${NARROW}{.table{display:block}}
      .pages{display:flex;justify-content:center;gap:4px;padding:8px;border-block-start:1px solid var(--pl-border-subdued);background:var(--pl-surface-subdued)}
      .pages button{border:0;background:var(--pl-surface);box-shadow:0 0 0 1px var(--pl-border);border-radius:8px;padding:5px 10px;display:inline-flex;cursor:pointer}
      .pages button:disabled{color:var(--pl-disabled);cursor:default}.pages button:focus-visible{outline:2px solid var(--pl-focus)}`;

    build() {
      this.root.innerHTML = `<slot name="filters"></slot><div class="table" role="table"><slot></slot></div><div class="pages" role="group" aria-label="Pages">
        <button type="button" class="previous" aria-label="Previous page">${local.icon('chevron-left')}</button><button type="button" class="next" aria-label="Next page">${local.icon('chevron-right')}</button></div>`;
      this.root.querySelector('.previous').addEventListener('click', () => local.fire(this, 'previouspage'));
      this.root.querySelector('.next').addEventListener('click', () => local.fire(this, 'nextpage'));
    }

    update() {
      this.root.querySelector('.pages').hidden = !this.is('paginate');
      this.root.querySelector('.previous').disabled = !this.is('haspreviouspage');
      this.root.querySelector('.next').disabled = !this.is('hasnextpage');
      this.root.querySelector('.table').setAttribute('aria-label', this.closest('s-section')?.getAttribute('accessibilitylabel') ?? this.closest('s-section')?.getAttribute('heading') ?? 'Table');
      this.root.querySelector('.table').setAttribute('aria-busy', String(this.is('loading')));
    }
  });

  local.define('s-table-header-row', class extends local.Element {
    static css = `:host{display:table-header-group}.row{display:table-row;background:var(--pl-surface-subdued)}@container ${NARROW}{:host{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}}`;

    build() {
      this.root.innerHTML = '<div class="row" role="row"><slot></slot></div>';
      this.setAttribute('role', 'rowgroup');
    }
  });

  local.define('s-table-header', class extends local.Element {
    static css = `:host{display:table-cell;padding:8px 12px;text-align:start;font-size:12px;font-weight:500;color:var(--pl-subdued);white-space:nowrap;border-block-end:1px solid var(--pl-border-subdued)}
      :host(:first-child){padding-inline-start:16px}:host(:last-child){padding-inline-end:16px}
      :host([format=numeric]),:host([format=currency]){text-align:end}`;

    update() { this.setAttribute('role', 'columnheader'); }
  });

  local.define('s-table-body', class extends local.Element {
    static css = `:host{display:table-row-group}@container ${NARROW}{:host{display:block}}`;

    update() { this.setAttribute('role', 'rowgroup'); }
  });

  const delegated = 'a,button,input,select,textarea,s-link,s-button,s-checkbox,s-clickable,s-clickable-chip,summary';

  local.define('s-table-row', class extends local.Element {
    static attributes = ['clickdelegate'];
    static css = `:host{display:table-row}:host([clickdelegate]){cursor:pointer}:host([clickdelegate]:hover){background:var(--pl-surface-subdued)}
      @container ${NARROW}{:host{display:flex;flex-wrap:wrap;align-items:center;gap:2px 8px;padding:12px 16px;border-block-end:1px solid var(--pl-border-subdued)}}`;

    build() {
      super.build();
      this.setAttribute('role', 'row');
      this.addEventListener('click', (event) => {
        const delegate = this.read('clickdelegate');
        if (delegate && !event.target.closest(delegated)) document.getElementById(delegate)?.click();
      });
    }
  });

  local.define('s-table-cell', class extends local.Element {
    static css = `:host{display:table-cell;padding:10px 12px;vertical-align:middle;border-block-end:1px solid var(--pl-border-subdued)}
      :host(:first-child){padding-inline-start:16px}:host(:last-child){padding-inline-end:16px}
      :host-context(s-table-row:last-of-type){border-block-end:0}
      .label{display:none}.numeric{text-align:end;font-variant-numeric:tabular-nums}
      @container ${NARROW}{:host,:host(:first-child),:host(:last-child){padding:0;border:0}.cell{display:flex;gap:6px;text-align:start;align-items:baseline}.labeled .label{display:inline;flex:none;min-inline-size:96px;color:var(--pl-subdued)}
        :host([data-place=primary]){flex:1 1 60%;order:1}:host([data-place=kicker]){flex:none;order:0}:host([data-place=inline]){order:2}:host([data-place=secondary]){flex:1 1 100%;order:3}:host([data-place=labeled]){flex:1 1 100%;order:4}}`;

    build() {
      this.root.innerHTML = '<div class="cell"><span class="label"></span><slot></slot></div>';
      this.setAttribute('role', 'cell');
    }

    update() {
      const at = [...(this.parentElement?.children ?? [])].indexOf(this);
      const header = this.closest('s-table')?.querySelectorAll('s-table-header')[at];
      const place = header?.getAttribute('listslot') ?? 'labeled';
      const format = header?.getAttribute('format');
      this.dataset.place = place;
      this.root.querySelector('.label').textContent = header?.textContent.trim() ?? '';
      this.root.querySelector('.cell').className = `cell ${place} ${format === 'numeric' || format === 'currency' ? 'numeric' : ''}`;
    }
  });
}
