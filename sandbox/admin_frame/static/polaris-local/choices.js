// Checkboxes, switches and choice lists.
{
  const local = globalThis.polarisLocal;
  const shared = `input{inline-size:16px;block-size:16px;margin:2px 0;accent-color:var(--pl-brand);flex:none}label{display:flex;gap:8px;align-items:flex-start;cursor:pointer}
    input:focus-visible{outline:2px solid var(--pl-focus);outline-offset:2px}.note{color:var(--pl-subdued)}.error{color:var(--pl-critical)}@media (pointer:coarse){input{inline-size:24px;block-size:24px}}`;

  class Check extends local.Element {
    static formAssociated = true;
    static shadowOptions = { delegatesFocus: true };
    static attributes = ['label', 'name', 'value', 'checked', 'disabled', 'error', 'details', 'accessibilitylabel', 'indeterminate', 'labelaccessibilityvisibility'];
    static css = `:host{display:inline-block}${shared}.note,.error{padding-inline-start:24px}`;
    static role = null;

    constructor() {
      super();
      this.internals = this.attachInternals();
      this.chosen = null;
    }

    get form() { return this.internals.form; }
    get name() { return this.read('name') ?? ''; }
    get value() { return this.read('value') ?? 'on'; }
    get disabled() { return this.is('disabled'); }
    get checked() { return this.chosen ?? this.is('checked'); }
    set checked(on) {
      this.chosen = Boolean(on);
      this.update();
    }
    get indeterminate() { return this.mixed ?? this.is('indeterminate'); }
    set indeterminate(on) {
      this.mixed = Boolean(on);
      this.update();
    }

    formResetCallback() {
      this.chosen = null;
      this.update();
    }

    click() { if (!this.disabled) this.choose(!this.checked); }

    choose(on) {
      this.mixed = false;
      this.checked = on;
      local.fire(this, 'input');
      local.fire(this, 'change');
    }

    build() {
      this.root.innerHTML = '<label><input type="checkbox" aria-describedby="note error"><span></span></label><div class="note" id="note"></div><div class="error" id="error"></div>';
      this.control = this.root.querySelector('input');
      if (this.constructor.role) this.control.setAttribute('role', this.constructor.role);
      this.control.addEventListener('change', () => this.choose(this.control.checked));
      this.control.addEventListener('input', (event) => event.stopPropagation());
    }

    update() {
      const words = this.root.querySelector('label span');
      words.textContent = this.read('label') ?? '';
      words.hidden = !words.textContent;
      words.classList.toggle('unseen', this.read('labelaccessibilityvisibility') === 'exclusive');
      for (const name of ['details', 'error']) {
        const line = this.root.querySelector(name === 'details' ? '.note' : '.error');
        line.textContent = this.read(name) ?? '';
        line.hidden = !line.textContent;
      }
      if (this.read('accessibilitylabel')) this.control.setAttribute('aria-label', this.read('accessibilitylabel'));
      Object.assign(this.control, { disabled: this.disabled, checked: this.checked, indeterminate: this.indeterminate });
      this.internals.setFormValue(this.checked && !this.disabled ? this.value : null);
    }
  }
  local.define('s-checkbox', class extends Check {});
  local.define('s-switch', class extends Check { static role = 'switch'; });

  local.define('s-choice', class extends HTMLElement {});
  local.define('s-choice-list', class extends local.Element {
    static formAssociated = true;
    static attributes = ['label', 'name', 'multiple', 'error', 'details', 'disabled', 'labelaccessibilityvisibility'];
    static css = `:host{display:block}fieldset{border:0;margin:0;padding:0}legend{padding:0;margin-block-end:4px}label{padding:3px 0}${shared}`;

    constructor() {
      super();
      this.internals = this.attachInternals();
      this.chosen = null;
    }

    get form() { return this.internals.form; }
    get name() { return this.read('name') ?? ''; }
    get choices() { return [...this.querySelectorAll('s-choice')]; }
    get values() { return this.chosen ?? this.choices.filter((choice) => choice.hasAttribute('selected')).map((choice) => choice.getAttribute('value')); }
    set values(values) {
      this.chosen = [...values];
      this.update();
    }

    formResetCallback() {
      this.chosen = null;
      this.update();
    }

    build() { new MutationObserver(() => this.update()).observe(this, { childList: true }); }

    update() {
      const type = this.is('multiple') ? 'checkbox' : 'radio';
      const rows = this.choices.map((choice) => {
        const value = choice.getAttribute('value');
        return `<label><input type="${type}" name="choice" value="${local.escape(value)}"${this.values.includes(value) ? ' checked' : ''}><span>${local.escape(choice.textContent.trim())}</span></label>`;
      });
      const unseen = this.read('labelaccessibilityvisibility') === 'exclusive' ? ' class="unseen"' : '';
      this.root.innerHTML = `<fieldset aria-describedby="error note"${this.is('disabled') ? ' disabled' : ''}><legend${unseen}>${local.escape(this.read('label'))}</legend>${rows.join('')}</fieldset>
        <div class="error" id="error">${local.escape(this.read('error'))}</div><div class="note" id="note">${local.escape(this.read('details'))}</div>`;
      for (const control of this.root.querySelectorAll('input')) control.addEventListener('change', () => this.choose());
      this.submit();
    }

    choose() {
      this.chosen = [...this.root.querySelectorAll('input:checked')].map((control) => control.value);
      this.submit();
      local.fire(this, 'input');
      local.fire(this, 'change');
    }

    submit() {
      const data = new FormData();
      for (const value of this.values) data.append(this.name, value);
      this.internals.setFormValue(data);
    }
  });
}
