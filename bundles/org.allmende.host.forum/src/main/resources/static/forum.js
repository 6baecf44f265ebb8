// What the pages do better with a script: drafts that survive a closed tab, copying a link, sending from the keyboard.
// Everything works without it.
(() => {
  "use strict";

  const key = (area) => "draft:" + area.dataset.draft;

  function remember(area) {
    try {
      if (area.value.trim()) localStorage.setItem(key(area), area.value);
      else localStorage.removeItem(key(area));
    } catch {
      return; // no place to keep it: the browser forbids it, or it is full
    }
    const state = area.form.querySelector("[data-draft-state]");
    if (state && area.value.trim()) state.textContent = state.dataset.draftState;
  }

  function recall(area) {
    try {
      const kept = localStorage.getItem(key(area));
      if (kept && !area.value) area.value = kept;
    } catch {
      return;
    }
  }

  document.querySelectorAll("textarea[data-draft]").forEach(recall);

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-draft]")) remember(event.target);
  });

  document.addEventListener("submit", (event) => {
    const area = event.target.querySelector("textarea[data-draft]");
    if (area && event.submitter?.value === "post") {
      try {
        localStorage.removeItem(key(area));
      } catch {
        return;
      }
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches(".composer textarea")) {
      event.target.form.requestSubmit(event.target.form.querySelector("button.main"));
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.others[open]").forEach((open) => {
        open.open = false;
        open.querySelector("summary").focus();
      });
    }
  });

  document.addEventListener("click", (event) => {
    const share = event.target.closest("[data-share]");
    if (share && navigator.clipboard && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      navigator.clipboard.writeText(share.href).then(
        () => {
          const before = share.textContent;
          share.textContent = share.dataset.share;
          share.setAttribute("aria-live", "polite");
          setTimeout(() => (share.textContent = before), 2000);
        },
        () => (location.href = share.href));
    }
  });
})();
