/* What the keyboard and htmx need; every page works without it. */
(() => {
  'use strict';

  const typing = (element) =>
    element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

  // "/" goes to the search field; a letter does what the visible element with data-key does.
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === 'Escape') {
      document.querySelectorAll('details.menu[open]').forEach((menu) => {
        menu.open = false;
        menu.querySelector('summary').focus();
      });
      return;
    }
    if (typing(event.target)) return;
    if (event.key === '/') {
      const field = document.querySelector('.bar input[type=search], main input[type=search]');
      if (field) {
        event.preventDefault();
        field.focus();
        field.select();
      }
      return;
    }
    if (event.key.length !== 1) return;
    for (const element of document.querySelectorAll('[data-key]')) {
      const shown = element.getClientRects().length > 0 && !element.disabled;
      if (shown && element.dataset.key.toLowerCase() === event.key.toLowerCase()) {
        event.preventDefault();
        if (typing(element)) element.focus();
        else element.click();
        return;
      }
    }
  });

  // On a phone the pages of an area lie side by side; the one that is shown is among those in sight.
  const here = document.querySelector('.nav a[aria-current]');
  if (here && here.closest('.nav').scrollWidth > here.closest('.nav').clientWidth) {
    here.scrollIntoView({ block: 'nearest', inline: 'center' });
  }

  // A menu closes when one goes elsewhere.
  document.addEventListener('click', (event) => {
    document.querySelectorAll('details.menu[open]').forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // A form is sent once; going back makes it ready again.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'yes';
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach((f) => delete f.dataset.sent));

  // htmx: the token for what is sent without a form, and a word when something fails.
  document.addEventListener('htmx:configRequest', (event) => {
    const token = document.querySelector('meta[name=csrf]');
    if (token && event.detail.verb !== 'get' && !event.detail.parameters.csrf) {
      event.detail.headers['X-CSRF-Token'] = token.content;
    }
  });
  const say = (text) => {
    const place = document.getElementById('said');
    if (!place) return;
    place.textContent = text;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => (place.textContent = ''), 8000);
  };
  document.addEventListener('htmx:responseError', (event) => {
    const answer = new DOMParser().parseFromString(event.detail.xhr.responseText || '', 'text/html');
    const told = answer.querySelector('[role=alert]');
    say(told ? told.textContent.trim() : document.getElementById('said').dataset.failed);
  });
  document.addEventListener('htmx:sendError', () => say(document.getElementById('said').dataset.failed));
})();
