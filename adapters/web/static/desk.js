// The desk over its plain forms: rows and threads that renew themselves, keys, and no lost words.
// The stream names only the case that changed; the page then asks for the fragment it shows of it.
(() => {
  const $ = (id) => document.getElementById(id);
  const live = $('live'), notice = $('notice'), queue = $('queue'), news = $('news');
  const title = document.title;
  const changed = new Set();
  let lost = 0;

  const tell = (words) => { if (notice.textContent !== words) notice.textContent = words; };

  // ---- what changed elsewhere ----
  const tellNews = () => {
    if (!news) return;
    $('news-words').textContent = changed.size ? `${news.dataset.words} ${[...changed].slice(-5).join(', ')}` : '';
    $('news-show').hidden = !changed.size;
    document.title = changed.size ? `(${changed.size}) ${title}` : title;
  };
  let counting = 0;  // timer: several changes at once are counted once
  const count = () => {
    counting ||= setTimeout(() => { counting = 0; htmx.trigger($('tabs'), 'ieum:changed'); }, 300);
  };
  const look = (number) => {
    count();
    const row = $(`case-${number}`);
    if (row) htmx.trigger(row, 'ieum:changed');
    else if (news && number) { changed.add(number); tellNews(); }
    if ($('case')?.dataset.number === number) htmx.trigger($('thread'), 'ieum:changed');
  };
  const lookAtAll = () => {
    count();
    for (const row of queue?.children ?? []) htmx.trigger(row, 'ieum:changed');
    if ($('case')) look($('case').dataset.number);
  };

  let first = true;
  live?.addEventListener('htmx:sse:after:message', (event) => look(event.detail.message.data.trim()));
  live?.addEventListener('htmx:sse:after:connection', () => {
    clearTimeout(lost);
    lost = 0;
    if (notice.textContent === notice.dataset.lost) tell('');
    if (!first) lookAtAll();  // something may have passed while nobody listened
    first = false;
  });
  const broken = () => { lost ||= setTimeout(() => tell(notice.dataset.lost), 3000); };
  live?.addEventListener('htmx:sse:error', broken);
  // hx-sse tries again by itself only after a first success.
  const retry = () => {
    broken();
    setTimeout(() => { if (!live._htmx?.sse) htmx.process(live); }, 5000);
  };
  live?.addEventListener('htmx:error', retry);
  live?.addEventListener('htmx:response:error', retry);

  // A new message may be answered at once, since it is on the page now. A new owner or state must be looked at first:
  // then the forms keep the old version, and the server refuses them until the page was renewed.
  const compare = (seen) => {
    const thread = $('thread');
    if (!thread || !seen) return;
    const same = thread.dataset.owner === seen.owner && thread.dataset.status === seen.status;
    if (same && $('stale').hidden) {
      for (const field of $('case').querySelectorAll('input[name="version"]')) field.value = thread.dataset.version;
    } else if (!document.querySelector('#case form.htmx-request')) $('stale').hidden = false;
  };

  // ---- answers to forms ----
  // A refused form comes back with its words as the default. They are the person's own draft again: otherwise the next
  // page, whose default is empty, would take them away.
  const keepDrafts = () => {
    for (const box of document.querySelectorAll('#case textarea')) {
      const words = box.value;
      box.defaultValue = '';
      box.value = words;
    }
  };
  keepDrafts();
  let seen = null;
  let urgent = 0;
  document.addEventListener('htmx:before:swap', (event) => {
    const { ctx, tasks } = event.detail;
    seen = ctx.sourceElement?.id === 'thread' ? { ...ctx.sourceElement.dataset } : null;
    urgent = Number($('tabs').dataset.urgent);
    if (ctx.swap === 'none') return;
    const came = new URL(ctx.response?.raw.url || location.href);
    if (came.pathname === '/desk/login') {
      event.preventDefault();
      tell(notice.dataset.expired);
    } else if (ctx.select && !tasks.some((task) => task.fragment.childElementCount)) {
      event.preventDefault();
      location.assign(came);  // the answer is another page, perhaps the queue
    }
  });
  document.addEventListener('htmx:after:swap', (event) => {
    const { ctx } = event.detail;
    if (ctx.swap === 'none') return;
    if (seen) compare(seen);
    if (ctx.sourceElement?.id === 'tabs' && Number($('tabs').dataset.urgent) > urgent) {
      $('urgent').hidden = false;
    }
    if (!ctx.select) return;
    tell('');
    $('stale').hidden = true;
    keepDrafts();
    const form = ctx.sourceElement.matches('form') && $(ctx.sourceElement.id);
    if (form && ctx.response.status < 400) {
      form.reset();
      const box = form.closest('details');
      if (box) box.open = false;
    }
    const refusal = document.querySelector('.conflict, [aria-invalid="true"]');
    if (refusal) {
      refusal.scrollIntoView({ block: 'center' });
      if (refusal.matches('[aria-invalid]')) refusal.focus();
    } else if (document.activeElement === document.body) $('case-state').focus();
  });
  document.addEventListener('htmx:response:error', (event) => {
    const { ctx } = event.detail;
    const token = ctx.response.headers.get('X-Ieum-Csrf');
    if (token) {  // signed in anew in another window: the forms here are of the session before
      for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = token;
      tell(notice.dataset.again);
    } else if (ctx.select && ctx.response.status !== 409 && ctx.response.status !== 422) {
      tell(ctx.response.status < 500 ? notice.dataset.refused : notice.dataset.failed);
    }
  });
  document.addEventListener('htmx:error', (event) => {
    if (event.detail.ctx?.select) tell(notice.dataset.failed);
  });

  $('urgent')?.addEventListener('click', ({ target }) => { if (target.matches('a')) $('urgent').hidden = true; });

  document.addEventListener('change', ({ target }) => {
    if (target.id !== 'canned' || !target.value) return;
    const box = $('reply-text');
    box.value = box.value.trim() ? `${box.value.trimEnd()}\n${target.value}` : target.value;
    target.value = '';
    box.focus();
  });

  // ---- keys: by place on the keyboard, so that they work with Hangul switched on ----
  const keys = $('keys');
  const on = $('keys-on');
  if (keys) {
    try { on.checked = localStorage.getItem('ieum.keys') !== 'off'; } catch { /* storage is switched off */ }
    on.addEventListener('change', () => {
      try { localStorage.setItem('ieum.keys', on.checked ? 'on' : 'off'); } catch { /* as above */ }
    });
    $('show-keys').addEventListener('click', () => keys.showModal());
  }
  const here = () => document.activeElement.closest?.('.row');
  const step = (by) => {
    const rows = [...(queue?.children ?? [])];
    if (!rows.length) return;
    const at = rows.indexOf(here());
    const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1);
    rows[next].querySelector('.open').focus();
    rows[next].scrollIntoView({ block: 'nearest' });
  };
  document.addEventListener('keydown', (event) => {
    if (!keys || keys.open || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest('input, textarea, select, [contenteditable]')) return;
    if (!on.checked && event.code !== 'Slash') return;
    const act = {
      KeyJ: () => step(1),
      KeyK: () => step(-1),
      KeyI: () => (here()?.querySelector('.claim') ?? $('claim'))?.requestSubmit(),
      Slash: () => (event.shiftKey || event.key === '?' ? keys.showModal() : on.checked && $('search').focus()),
    }[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
