// A few line icons, drawn for this stand-in on a 20 by 20 grid under the manifest's names. Any other name shows a ring.
{
  const local = globalThis.polarisLocal;
  const circle = '<circle cx="10" cy="10" r="7"/>';
  const drawings = {
    'alert-circle': `${circle}<path d="M10 6.5v4.2M10 13.4v.1"/>`,
    'alert-triangle': '<path d="M10 3.6 17.2 16H2.8ZM10 8.4v3.4M10 13.9v.1"/>',
    'arrow-left': '<path d="M16 10H4.5M9 5l-5 5 5 5"/>',
    calendar: '<rect x="3.5" y="4.5" width="13" height="12" rx="2"/><path d="M3.5 8.5h13M7 3v3M13 3v3"/>',
    'check-circle': `${circle}<path d="m6.8 10.2 2.2 2.2 4.2-4.6"/>`,
    'chevron-down': '<path d="m6 8 4 4 4-4"/>',
    'chevron-left': '<path d="m12 5.5-4.5 4.5 4.5 4.5"/>',
    'chevron-right': '<path d="m8 5.5 4.5 4.5L8 14.5"/>',
    clock: `${circle}<path d="M10 6v4.2l2.8 1.7"/>`,
    delivery: '<path d="M2.5 5.5h9v8h-9zM11.5 8.5h3.2l2.8 2.6v2.4h-6z"/><circle cx="6" cy="14.5" r="1.6"/><circle cx="14" cy="14.5" r="1.6"/>',
    edit: '<path d="m4 16 .7-3.2L13 4.5l2.5 2.5-8.3 8.3Z"/>',
    info: `${circle}<path d="M10 9.4v4M10 6.6v.1"/>`,
    inventory: '<path d="M3.5 7.5 10 4l6.500 3.5v8.500h-13zM7 16v-5h6v5"/>',
    package: '<path d="m10 3 6.500 3.300v7.400L10 17l-6.500-3.300V6.300ZM3.700 6.500 10 9.800l6.300-3.300M10 9.800V17"/>',
    plus: '<path d="M10 4.500v11M4.500 10h11"/>',
    product: '<path d="M4 9.500 10.500 3H16v5.500L9.500 15a1.500 1.500 0 0 1-2.100 0L4 11.600a1.500 1.500 0 0 1 0-2.100Z"/><path d="M13 6v.1"/>',
    search: '<circle cx="9" cy="9" r="5"/><path d="m13 13 3.500 3.500"/>',
    x: '<path d="m5.500 5.500 9 9M14.500 5.500l-9 9"/>',
  };

  /** An icon as markup, decorative: the element around it carries the words. */
  local.icon = (name, size = 16) => `<svg viewBox="0 0 20 20" width="${size}" height="${size}" aria-hidden="true" focusable="false" ` +
    `fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">${drawings[name] ?? circle}</svg>`;

  local.define('s-icon', class extends local.Element {
    static attributes = ['type', 'tone', 'size', 'color'];
    static css = ':host{display:inline-flex;vertical-align:middle}';

    update() {
      const tone = this.read('tone');
      this.styleAs(local.tones.includes(tone) ? `:host{color:var(--pl-${tone})}` : this.read('color') === 'subdued' ? ':host{color:var(--pl-subdued)}' : '');
      this.root.innerHTML = local.icon(this.read('type'), this.read('size') === 'small' ? 16 : 20);
    }
  });
}
