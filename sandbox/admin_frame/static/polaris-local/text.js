// Words: text, paragraphs, headings, lists.
{
  const local = globalThis.polarisLocal;

  class Text extends local.Element {
    static attributes = ['tone', 'color', 'type', 'fontsize', 'fontweight', 'fontvariantnumeric', 'accessibilityvisibility'];
    static shown = 'inline';

    update() {
      const [size, line] = (local.type[this.read('fontsize')] ?? '').split('/');
      const tone = this.read('tone');
      const weight = this.read('type') === 'strong' ? '600' : local.weight[this.read('fontweight')];
      const rules = [`display:${this.constructor.shown};font:inherit;color:inherit`];
      if (this.read('color') === 'subdued') rules.push('color:var(--pl-subdued)');
      if (local.tones.includes(tone)) rules.push(`color:var(--pl-${tone})`);
      if (size) rules.push(`font-size:${size};line-height:${line}`);
      if (weight) rules.push(`font-weight:${weight}`);
      if (this.read('type') === 'redundant') rules.push('text-decoration:line-through');
      if (this.read('fontvariantnumeric') === 'tabular-nums') rules.push('font-variant-numeric:tabular-nums');
      if (this.read('accessibilityvisibility') === 'exclusive') rules.push('position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap');
      if (this.read('accessibilityvisibility') === 'hidden') this.setAttribute('aria-hidden', 'true');
      this.styleAs(`:host{${rules.join(';')}}`);
    }
  }

  local.define('s-text', class extends Text {});
  local.define('s-number', class extends Text {});
  local.define('s-paragraph', class extends Text { static shown = 'block'; });

  /** 2 at the top of a page, one deeper in each section around it. */
  local.headingLevel = (element) => {
    let level = 2;
    for (let section = element.parentElement?.closest('s-section'); section; section = section.parentElement?.closest('s-section')) level += 1;
    return Math.min(level, 6);
  };

  local.define('s-heading', class extends local.Element {
    static css = ':host{display:block;font-weight:600;font-size:14px}';

    update() {
      this.setAttribute('role', 'heading');
      this.setAttribute('aria-level', String(local.headingLevel(this)));
    }
  });

  class List extends local.Element {
    static css = ':host{display:block}';

    update() { this.setAttribute('role', 'list'); }
  }
  local.define('s-unordered-list', class extends List {});
  local.define('s-ordered-list', class extends List {});
  local.define('s-list-item', class extends local.Element {
    static css = ':host{display:list-item;margin-inline-start:18px;list-style:disc}:host-context(s-ordered-list){list-style:decimal}';

    update() { this.setAttribute('role', 'listitem'); }
  });

  local.define('s-tooltip', class extends local.Element { static css = ':host{display:none}'; });
}
