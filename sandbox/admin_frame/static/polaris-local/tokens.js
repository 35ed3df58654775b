// Colours, spacing and type of the stand-in. The values are our own: calm and neutral, so that a page which looks right
// here does not depend on Shopify's. The names of the steps are those of the published element manifest.
globalThis.polarisLocal = (() => {
  const palette = {
    page: '#f2f2f3', surface: '#ffffff', 'surface-subdued': '#f7f7f8', 'surface-strong': '#ececee',
    text: '#2b2d31', subdued: '#5c6068', disabled: '#83868d', link: '#0b57b7', icon: '#4a4d53',
    border: '#d3d5d9', 'border-subdued': '#e6e7ea', 'border-field': '#8a8d94', focus: '#0b57b7',
    brand: '#2b2d31', 'brand-hover': '#17181b', 'on-brand': '#ffffff', 'fill-hover': '#f4f4f5',
    critical: '#9a1b1b', 'critical-fill': '#fde8e6', 'critical-strong': '#b3261e',
    warning: '#6a4300', 'warning-fill': '#ffe6b8', caution: '#5a4a00', 'caution-fill': '#fff3c4',
    success: '#0f5132', 'success-fill': '#d5f2de', info: '#0b4a78', 'info-fill': '#dcefff',
    neutral: '#4a4d53', 'neutral-fill': '#ececee',
  };
  const rules = Object.entries(palette).map(([name, value]) => `--pl-${name}:${value}`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:root{${rules.join(';')};--pl-font:Inter,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;` +
    '--pl-card:0 1px 2px rgb(23 24 27/.08),0 0 0 1px rgb(23 24 27/.06);--pl-raised:0 8px 32px rgb(23 24 27/.22)}');
  document.adoptedStyleSheets.push(sheet);

  const space = {
    none: '0', 'small-500': '2px', 'small-400': '4px', 'small-300': '6px', 'small-200': '8px', 'small-100': '10px', small: '12px',
    base: '16px', large: '20px', 'large-100': '24px', 'large-200': '28px', 'large-300': '32px', 'large-400': '40px', 'large-500': '48px',
  };
  const radius = { none: '0', 'small-200': '2px', 'small-100': '4px', small: '6px', base: '8px', large: '12px', 'large-100': '16px', 'large-200': '20px', max: '999px' };
  const stroke = { none: '0', base: '1px', small: '1px', 'small-100': '1px', large: '2px', 'large-100': '3px' };
  const background = { base: 'var(--pl-surface)', subdued: 'var(--pl-surface-subdued)', strong: 'var(--pl-surface-strong)', transparent: 'transparent' };
  const type = { 'small-200': '11px/16px', 'small-100': '12px/16px', small: '12px/16px', base: '13px/20px', large: '16px/22px', 'large-100': '20px/26px', 'large-200': '22px/28px', 'large-300': '26px/32px', 'large-400': '30px/36px' };
  const weight = { base: '400', medium: '550', semibold: '600', bold: '700' };
  const tones = ['critical', 'warning', 'caution', 'success', 'info', 'neutral'];
  return { space, radius, stroke, background, type, weight, tones };
})();
