// Forms with `data-save-bar`: the bar comes with the first change and goes with a submit, a reset or the form itself.
{
  const { ask, tell, on, known } = globalThis.bridge;
  const clean = new WeakMap();
  let dirty = null;

  const snapshot = (form) => new URLSearchParams(new FormData(form)).toString();
  const settle = (form) => {
    dirty = form;
    tell('saveBar', { isOn: form !== null });
  };

  const compare = (event) => {
    const form = event.target.closest?.('form[data-save-bar]');
    if (!form) return;
    // Later, because this listener hears of the change before the field itself has taken it.
    setTimeout(() => {
      const changed = snapshot(form) !== clean.get(form);
      if (changed && dirty !== form) settle(form);
      if (!changed && dirty === form) settle(null);
    });
  };

  /** Called at every change of the page: new forms are noted, a form that left takes its bar along. */
  globalThis.bridge.watchForms = () => {
    for (const form of document.querySelectorAll('form[data-save-bar]')) if (!clean.has(form)) clean.set(form, snapshot(form));
    if (dirty && !(dirty.isConnected && dirty.hasAttribute('data-save-bar'))) settle(null);
  };

  for (const type of ['input', 'change']) addEventListener(type, compare, { capture: true });
  addEventListener('reset', (event) => setTimeout(() => compare(event)), { capture: true });
  addEventListener('submit', (event) => { if (event.target === dirty) settle(null); }, { capture: true });
  on('save', () => dirty?.requestSubmit());
  on('discard', () => dirty?.reset());

  known.saveBar = {
    async leaveConfirmation() {
      if (dirty && !(await ask('leave'))) throw new Error('The merchant stays on the page');
      if (dirty) settle(null);
    },
  };
}
