// The reader's own letter size and colours, applied before the first paint.
// Both stay on this device; nothing is sent. Without script the page keeps its default look.
(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const kept = { size: 'md', mode: 'light' };
  const allowed = {
    size: ['sm', 'md', 'lg', 'xlg', 'xxlg'],
    mode: ['light', 'high-contrast', 'theme'],
  };

  const read = () => {
    for (const name of Object.keys(kept)) {
      let value = null;
      try { value = localStorage.getItem(`ieum.${name}`); } catch { /* storage is switched off */ }
      if (allowed[name].includes(value)) kept[name] = value;
    }
  };

  const apply = () => {
    const contrast = kept.mode === 'high-contrast' || (kept.mode === 'theme' && dark.matches);
    root.dataset.krdsMode = contrast ? 'high-contrast' : 'light';
    root.dataset.size = kept.size;
    for (const name of Object.keys(kept)) {
      const radio = document.querySelector(`.prefs input[name="${name}"][value="${kept[name]}"]`);
      if (radio) radio.checked = true;
    }
  };

  const close = (except) => {
    for (const menu of document.querySelectorAll('details.drop[open]')) {
      if (menu !== except) menu.open = false;
    }
  };

  root.classList.add('js');
  read();
  apply();
  dark.addEventListener?.('change', apply);
  addEventListener('storage', () => { read(); apply(); });

  document.addEventListener('DOMContentLoaded', () => {
    apply();
    document.addEventListener('change', ({ target }) => {
      if (!target.closest?.('.prefs') || !(target.name in kept)) return;
      kept[target.name] = target.value;
      try { localStorage.setItem(`ieum.${target.name}`, target.value); } catch { /* as above */ }
      apply();
    });
    document.addEventListener('click', ({ target }) => close(target.closest?.('details.drop')));
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      const menu = event.target.closest?.('details.drop[open]');
      if (!menu) return;
      menu.open = false;
      menu.querySelector('summary').focus();
    });
  });
})();
