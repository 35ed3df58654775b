// Boxes, stacks and grids: attributes become rules of the host.
{
  const local = globalThis.polarisLocal;
  const sides = {
    padding: 'padding', paddingblock: 'padding-block', paddingblockstart: 'padding-block-start', paddingblockend: 'padding-block-end',
    paddinginline: 'padding-inline', paddinginlinestart: 'padding-inline-start', paddinginlineend: 'padding-inline-end',
  };
  const sizes = {
    blocksize: 'block-size', minblocksize: 'min-block-size', maxblocksize: 'max-block-size',
    inlinesize: 'inline-size', mininlinesize: 'min-inline-size', maxinlinesize: 'max-inline-size', overflow: 'overflow',
  };
  const gaps = { gap: 'gap', rowgap: 'row-gap', columngap: 'column-gap' };
  const placing = {
    alignitems: 'align-items', aligncontent: 'align-content', justifyitems: 'justify-items', justifycontent: 'justify-content',
    placeitems: 'place-items', placecontent: 'place-content',
  };
  const tracks = { gridtemplatecolumns: 'grid-template-columns', gridtemplaterows: 'grid-template-rows' };
  const roles = { section: 'region', aside: 'complementary', header: 'banner', footer: 'contentinfo', 'ordered-list': 'list', 'unordered-list': 'list', 'list-item': 'listitem' };

  const rulesOf = (element, properties, names) => Object.entries(properties)
    .map(([attribute, property]) => local.rule(property, element.read(attribute), names)).join('');

  function borderOf(element) {
    const [width = 'none', color, style] = (element.read('border') ?? element.read('borderwidth') ?? '').split(/\s+/);
    if (!width || width === 'none') return '';
    const tint = (element.read('bordercolor') ?? color) === 'subdued' ? '-subdued' : '';
    return `:host{border:${local.stroke[width] ?? '1px'} ${style && style !== 'auto' ? style : 'solid'} var(--pl-border${tint})}`;
  }

  local.Box = class extends local.Element {
    static attributes = ['background', 'border', 'borderwidth', 'bordercolor', 'borderradius', 'display', 'accessibilityrole', 'accessibilitylabel', ...Object.keys(sides), ...Object.keys(sizes)];
    static css = ':host{display:block;min-inline-size:0}';
    static shown = 'block';

    /** Rules that only this kind of box has. */
    more() { return ''; }

    update() {
      const role = this.read('accessibilityrole');
      if (role && role !== 'generic') this.setAttribute('role', roles[role] ?? role);
      if (this.read('accessibilitylabel')) this.setAttribute('aria-label', this.read('accessibilitylabel'));
      this.styleAs(local.rule('background', this.read('background'), local.background) + borderOf(this)
        + local.rule('border-radius', this.read('borderradius'), local.radius) + rulesOf(this, sides, local.space) + rulesOf(this, sizes)
        + this.more() + local.rule('display', this.read('display'), { auto: this.constructor.shown }));
    }
  };

  local.define('s-box', class extends local.Box {});
  local.define('s-scroll-box', class extends local.Box { static css = ':host{display:block;overflow:auto}'; });

  local.define('s-stack', class extends local.Box {
    static attributes = [...local.Box.attributes, 'direction', ...Object.keys(gaps), ...Object.keys(placing)];
    static css = ':host{display:flex;flex-direction:column;min-inline-size:0}';
    static shown = 'flex';

    more() {
      const inline = this.read('direction')?.includes('inline') ? ':host{flex-wrap:wrap;align-items:center}' : '';
      return local.rule('flex-direction', this.read('direction'), { inline: 'row', block: 'column' }) + inline
        + rulesOf(this, gaps, local.space) + rulesOf(this, placing);
    }
  });

  local.define('s-grid', class extends local.Box {
    static attributes = [...local.Box.attributes, ...Object.keys(tracks), ...Object.keys(gaps), ...Object.keys(placing)];
    static css = ':host{display:grid;min-inline-size:0}';
    static shown = 'grid';

    more() { return rulesOf(this, tracks) + rulesOf(this, gaps, local.space) + rulesOf(this, placing); }
  });

  local.define('s-grid-item', class extends local.Box {
    static attributes = [...local.Box.attributes, 'gridcolumn', 'gridrow'];

    more() { return local.rule('grid-column', this.read('gridcolumn')) + local.rule('grid-row', this.read('gridrow')); }
  });

  local.define('s-query-container', class extends local.Element {
    static attributes = ['containername'];
    static css = ':host{display:block;container-type:inline-size}';

    update() { this.styleAs(this.read('containername') ? `:host{container-name:${this.read('containername')}}` : ''); }
  });

  local.define('s-divider', class extends local.Element {
    static css = ':host{display:block}hr{border:0;border-block-start:1px solid var(--pl-border-subdued);margin:0}';

    build() { this.root.innerHTML = '<hr>'; }
  });
}
