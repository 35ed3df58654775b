// The base of every stand-in element: a shadow root with shared sheets, attributes by their manifest names, and
// responsive values ("@container (inline-size > 500px) 1fr 1fr, 1fr").
{
  const local = globalThis.polarisLocal;

  const sheetOf = (css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  };

  const base = sheetOf(`
    *,*::before,*::after{box-sizing:border-box}
    :host{font:400 13px/20px var(--pl-font);color:var(--pl-text)}
    :host([hidden]){display:none!important}
    h1,h2,h3,p{margin:0;font:inherit}
    button,input,select,textarea{font:inherit;color:inherit}
    .unseen{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    [hidden]{display:none!important}`);

  local.escape = (text) => String(text ?? '').replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
  local.fire = (element, type, options = {}) => element.dispatchEvent(new Event(type, { bubbles: true, composed: false, ...options }));

  local.Element = class extends HTMLElement {
    static attributes = [];
    static css = '';
    static shadowOptions = {};
    static get observedAttributes() { return this.attributes; }

    constructor() {
      super();
      const kind = this.constructor;
      if (!Object.hasOwn(kind, 'sheet')) kind.sheet = sheetOf(kind.css);
      this.root = this.attachShadow({ mode: 'open', ...kind.shadowOptions });
      this.root.adoptedStyleSheets = [base, kind.sheet];
    }

    /** An attribute's value, null when absent. */
    read(name) { return this.getAttribute(name); }

    /** A boolean attribute: present and not the word "false". */
    is(name) { return this.hasAttribute(name) && this.getAttribute(name) !== 'false'; }

    /** Rules that follow the attributes: a sheet adopted last, so that it wins over the element's own. */
    styleAs(css) {
      if (!this.ownSheet) {
        this.ownSheet = new CSSStyleSheet();
        this.root.adoptedStyleSheets.push(this.ownSheet);
      }
      if (this.ownCss !== css) this.ownSheet.replaceSync((this.ownCss = css));
    }

    connectedCallback() {
      if (!this.built) {
        this.built = true;
        this.build();
      }
      this.update();
    }

    attributeChangedCallback() { if (this.built) this.update(); }

    /** Makes the shadow tree, once. */
    build() { this.root.innerHTML = '<slot></slot>'; }

    /** Brings the shadow tree in line with the attributes. */
    update() {}
  };

  local.define = (tag, element) => customElements.define(tag, element);

  /** CSS for one property from a plain or a responsive value; `names` maps the manifest's keywords to CSS values. */
  local.rule = (property, value, names = {}) => {
    if (!value) return '';
    const css = (words) => words.trim().split(/\s+/).map((word) => names[word] ?? word).join(' ');
    const query = value.match(/^@container\s*([\w-]*)\s*(\([^)]*\)(?:\s*and\s*\([^)]*\))*)\s*(.+)$/s);
    if (!query) return `:host{${property}:${css(value)}}`;
    const [, name, condition, rest] = query;
    const [wide, narrow] = splitAtComma(rest);
    return `:host{${property}:${css(narrow)}}@container ${name} ${condition}{:host{${property}:${css(wide)}}}`;
  };

  function splitAtComma(text) {
    let depth = 0;
    for (let at = 0; at < text.length; at += 1) {
      if (text[at] === '(') depth += 1;
      if (text[at] === ')') depth -= 1;
      if (text[at] === ',' && depth === 0) return [text.slice(0, at), text.slice(at + 1)];
    }
    return [text, ''];
  }
}
