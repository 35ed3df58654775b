// Fields: form-associated elements around a native control. `value` is the default; what is typed lives beside it.
{
  const local = globalThis.polarisLocal;
  const passed = ['placeholder', 'min', 'max', 'step', 'maxlength', 'minlength', 'rows', 'autocomplete', 'inputmode'];

  const css = `:host{display:block;min-inline-size:0}label{display:block;margin-block-end:4px}
    .box{display:flex;align-items:center;gap:6px;min-block-size:36px;padding:0 10px;border:1px solid var(--pl-border-field);border-radius:8px;background:var(--pl-surface)}
    .box:focus-within{outline:2px solid var(--pl-focus);outline-offset:1px}.box.wrong{border-color:var(--pl-critical-strong);background:var(--pl-critical-fill)}.box.off{background:var(--pl-surface-strong);border-color:var(--pl-border)}
    input,select,textarea{flex:1;min-inline-size:0;inline-size:100%;border:0;background:none;outline:0;padding:6px 0}select{appearance:none}.lead{display:inline-flex}.lead:empty{display:none}.affix{color:var(--pl-subdued);white-space:nowrap}
    .note{color:var(--pl-subdued);margin-block-start:4px}.error{display:flex;gap:4px;align-items:center;color:var(--pl-critical);margin-block-start:4px}
    @media (pointer:coarse){input,select,textarea{font-size:16px}.box{min-block-size:40px}}`;

  class Field extends local.Element {
    static formAssociated = true;
    static shadowOptions = { delegatesFocus: true };
    static attributes = ['label', 'name', 'value', 'error', 'details', 'required', 'disabled', 'readonly', 'prefix', 'suffix', 'icon', 'labelaccessibilityvisibility', ...passed];
    static css = css;
    static control = '<input type="text">';
    static leading = '';
    static trailing = '';

    constructor() {
      super();
      this.internals = this.attachInternals();
      this.typed = null;
    }

    get form() { return this.internals.form; }
    get name() { return this.read('name') ?? ''; }
    get type() { return this.localName; }
    get defaultValue() { return this.read('value') ?? ''; }
    get value() { return this.typed ?? this.defaultValue; }
    set value(text) {
      this.typed = String(text ?? '');
      this.update();
    }
    get error() { return this.read('error') ?? ''; }
    set error(text) { text ? this.setAttribute('error', text) : this.removeAttribute('error'); }
    get disabled() { return this.is('disabled'); }
    set disabled(on) { this.toggleAttribute('disabled', Boolean(on)); }

    formResetCallback() {
      this.typed = null;
      this.update();
    }

    build() {
      const kind = this.constructor;
      this.root.innerHTML = `<label for="control"></label><div class="box"><span class="lead">${kind.leading}</span><span class="affix before"></span>${kind.control}<span class="affix after"></span><slot name="accessory"></slot>${kind.trailing}</div>
        <div class="error" id="error">${local.icon('alert-circle', 14)}<span></span></div><div class="note" id="note"></div>`;
      this.control = this.root.querySelector('input,select,textarea');
      this.control.id = 'control';
      this.control.setAttribute('aria-describedby', 'error note');
      this.control.addEventListener('input', () => this.take());
      this.control.addEventListener('change', () => { this.take(); local.fire(this, 'change'); });
      if (this.control.tagName === 'INPUT') this.control.addEventListener('keydown', (event) => { if (event.key === 'Enter') { event.preventDefault(); local.fire(this, 'change'); this.form?.requestSubmit(); } });
    }

    take() {
      this.typed = this.control.value;
      this.internals.setFormValue(this.disabled ? null : this.typed);
    }

    update() {
      const $ = (selector) => this.root.querySelector(selector);
      $('label').textContent = this.read('label') ?? '';
      $('label').classList.toggle('unseen', this.read('labelaccessibilityvisibility') === 'exclusive');
      $('.before').textContent = this.read('prefix') ?? '';
      $('.after').textContent = this.read('suffix') ?? '';
      for (const affix of this.root.querySelectorAll('.affix')) affix.hidden = !affix.textContent;
      $('.error').hidden = !this.error;
      $('.error span').textContent = this.error;
      $('.note').textContent = this.read('details') ?? '';
      $('.note').hidden = !this.read('details') || Boolean(this.error);
      $('.box').className = `box ${this.error ? 'wrong' : ''} ${this.disabled ? 'off' : ''}`;
      this.carry();
    }

    /** Attributes and value down to the control. */
    carry() {
      for (const name of passed) this.hasAttribute(name) ? this.control.setAttribute(name, this.read(name)) : this.control.removeAttribute(name);
      this.control.toggleAttribute('readonly', this.is('readonly'));
      this.control.disabled = this.disabled;
      this.control.setAttribute('aria-required', String(this.is('required')));
      this.control.setAttribute('aria-invalid', String(Boolean(this.error)));
      if (this.control.value !== this.value) this.control.value = this.value;
      this.internals.setFormValue(this.disabled ? null : this.value);
    }
  }

  const input = (type) => class extends Field { static control = `<input type="${type}">`; };
  local.define('s-text-field', class extends Field {});
  local.define('s-email-field', input('email'));
  local.define('s-url-field', input('url'));
  local.define('s-password-field', input('password'));
  local.define('s-number-field', input('number'));
  local.define('s-money-field', input('number'));
  local.define('s-date-field', input('date'));
  local.define('s-search-field', class extends Field {
    static control = '<input type="search">';
    static leading = local.icon('search');
  });
  local.define('s-text-area', class extends Field { static control = '<textarea></textarea>'; });

  local.define('s-option', class extends HTMLElement {});
  local.define('s-option-group', class extends HTMLElement {});
  local.define('s-select', class extends Field {
    static control = '<select></select>';
    static trailing = local.icon('chevron-down');

    build() {
      super.build();
      new MutationObserver(() => this.update()).observe(this, { childList: true, subtree: true, attributes: true, attributeFilter: ['selected', 'value'] });
    }

    get options() { return [...this.querySelectorAll('s-option')]; }
    get defaultValue() {
      const chosen = this.options.find((option) => option.hasAttribute('selected'));
      return this.read('value') ?? chosen?.getAttribute('value') ?? (this.read('placeholder') ? '' : this.options[0]?.getAttribute('value')) ?? '';
    }

    carry() {
      const placeholder = this.read('placeholder');
      this.control.innerHTML = (placeholder ? `<option value="" disabled>${local.escape(placeholder)}</option>` : '')
        + this.options.map((option) => `<option value="${local.escape(option.getAttribute('value'))}"${option.hasAttribute('disabled') ? ' disabled' : ''}>${local.escape(option.textContent.trim())}</option>`).join('');
      super.carry();
    }
  });
}
