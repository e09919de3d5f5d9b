// The web chat over the plain form: no reload, live answers, nothing typed is lost.
// htmx posts #say and appends what chat/_thread.html brings; this file decides when, and what stays on the page.
(() => {
  const $ = (id) => document.getElementById(id);
  const say = $('say'), text = $('text'), photo = $('photo'), after = $('after');
  const log = $('log'), bubbles = $('bubbles'), notice = $('notice'), live = $('live'), since = $('since');
  const touch = matchMedia('(pointer: coarse)').matches;

  let busy = false;    // a press is on its way
  let again = false;   // somebody wanted to send more meanwhile
  let failed = null;   // { key, id, text }: the press that did not arrive; the same press again is the same event
  let lost = 0;        // timer of the lost-connection notice

  // crypto.randomUUID needs https; an office may serve plain http inside its own network.
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
  const tell = (words) => { if (notice.textContent !== words) notice.textContent = words; };
  const refresh = () => htmx.trigger(since, 'ieum:new');

  const grow = () => {
    if (CSS.supports('field-sizing', 'content')) return;
    text.style.height = 'auto';
    text.style.height = `${text.scrollHeight + 2}px`;
  };

  const showPicked = () => {
    const file = photo.files[0];
    $('picked').hidden = !file;
    $('picked-name').textContent = file ? file.name : '';
  };

  const newest = () => bubbles.lastElementChild;
  const toEnd = (first) => {
    const tall = first && newest() && newest().getBoundingClientRect().bottom - first.getBoundingClientRect().top > log.clientHeight;
    if (tall) first.scrollIntoView({ block: 'start' });
    else {
      $('latest').scrollIntoView({ block: 'end' });
      say.scrollIntoView({ block: 'end' });  // where the page scrolls instead of the log
    }
  };

  // ---- sending ----
  say.addEventListener('htmx:config:request', (event) => {
    const { body, submitter } = event.detail.ctx.request;
    const press = ['choice', 'way'].includes(submitter?.name);
    if (press) { body.delete('text'); body.delete('photo'); }
    const words = (body.get('text') || '').trim();
    const file = body.get('photo');
    if (busy || !(press || words || file?.size)) {
      again = busy && !press && Boolean(words || file?.size);
      event.preventDefault();
      return;
    }
    const key = JSON.stringify([words, body.get('choice'), body.get('way'), file?.name, file?.size]);
    const id = failed?.key === key ? failed.id : fresh();
    body.set('event_id', id);
    event.detail.ctx.ieum = { key, id, text: press ? null : text.value, photo: Boolean(file?.size), submitter };
  });

  say.addEventListener('htmx:before:request', (event) => {
    busy = true;
    tell('');
    const { ieum } = event.detail.ctx;
    if (ieum.text !== null) { text.value = ''; grow(); }
    if (ieum.submitter?.name === 'choice') ieum.submitter.setAttribute('aria-disabled', 'true');
    if (!touch || document.activeElement === text) text.focus({ preventScroll: true });
    else if (ieum.submitter?.name === 'choice') log.focus({ preventScroll: true });
  });

  const notSent = ({ ctx }) => {
    if (!ctx?.ieum || ctx.ieum.failed) return;
    ctx.ieum.failed = true;
    failed = ctx.ieum;
    if (failed.text) { text.value = text.value ? `${failed.text}\n${text.value}` : failed.text; grow(); }
    failed.submitter?.removeAttribute('aria-disabled');
    const status = ctx.response?.status;
    tell(status === 413 ? notice.dataset.tooBig : status === 429 ? notice.dataset.tooFast
      : status === 422 && [...(ctx.ieum.text ?? '')].length > notice.dataset.most ? notice.dataset.tooLong
      : [401, 403, 422].includes(status) ? notice.dataset.expired : notice.dataset.failed);
  };
  say.addEventListener('htmx:error', (event) => notSent(event.detail));
  say.addEventListener('htmx:response:error', (event) => notSent(event.detail));

  say.addEventListener('htmx:finally:request', (event) => {
    busy = false;
    const { ieum, response } = event.detail.ctx;
    if (!ieum) return;
    if (!ieum.failed && response) {
      failed = null;
      if (ieum.photo) {
        photo.value = '';
        showPicked();
        if (!ieum.answered) tell(notice.dataset.photo);  // a person is listening: nobody says at once that it came
      }
    }
    const next = again && !ieum.failed && (text.value.trim() !== '' || photo.files.length);
    again = false;
    if (next) setTimeout(() => say.requestSubmit());  // htmx frees its queue only after this event
  });

  text.addEventListener('keydown', (event) => {
    // While a Hangul syllable is being composed Enter belongs to the input method (229 is Safari's way to say so).
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229 || touch) return;
    event.preventDefault();
    say.requestSubmit(say.querySelector('.send'));
  });
  text.addEventListener('input', grow);
  photo.addEventListener('change', showPicked);
  $('unpick').addEventListener('click', () => { photo.value = ''; showPicked(); text.focus(); });

  // ---- receiving: the post, the stream and the fallback may all bring the same bubble ----
  let reading = false;  // somebody looks at what was said earlier
  document.addEventListener('htmx:before:swap', (event) => {
    reading = log.scrollTop < -80;  // asked now: afterwards the browser has moved on to keep the old words in place
    for (const { fragment } of event.detail.tasks) {
      for (const bubble of fragment.querySelectorAll('.bubble')) {
        if ($(bubble.id)) bubble.remove();
      }
    }
  });
  document.addEventListener('htmx:after:swap', (event) => {
    const added = [...bubbles.children].filter((bubble) => Number(bubble.dataset.id) > Number(after.value));
    if (!added.length) return;
    if (event.detail.ctx.ieum) event.detail.ctx.ieum.answered = added.some((bubble) => !bubble.classList.contains('me'));
    after.value = Math.max(...added.map((bubble) => Number(bubble.dataset.id)));
    for (const old of bubbles.querySelectorAll('.bubble:not(:last-child) .choices')) old.remove();
    if (!reading || event.detail.ctx.sourceElement === say) toEnd(added.find((bubble) => !bubble.classList.contains('me')));
  });

  // ---- the stream says only that something is new ----
  const connected = () => {
    clearTimeout(lost);
    lost = 0;
    if (notice.textContent === notice.dataset.lost) tell('');
    refresh();
  };
  const broken = () => {
    lost ||= setTimeout(() => tell(notice.dataset.lost), 3000);
  };
  live.addEventListener('htmx:sse:after:message', refresh);
  live.addEventListener('htmx:sse:after:connection', connected);
  live.addEventListener('htmx:sse:error', broken);
  // hx-sse tries again by itself only after a first success.
  const retry = () => {
    broken();
    setTimeout(() => { if (!live._htmx?.sse) htmx.process(live); }, 5000);
  };
  live.addEventListener('htmx:error', retry);
  live.addEventListener('htmx:response:error', retry);
  // A proxy may hold the stream back; then an answer is at most this late.
  setInterval(() => { if (!document.hidden) refresh(); }, 60000);

  grow();
  showPicked();
  toEnd();
  if (!touch) text.focus({ preventScroll: true });
})();
