// The key / leads to the search box, unless somebody is writing.
const writing = (element) =>
  element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) {
    return;
  }
  const box = document.querySelector('form.find input[name="q"]');
  if (box) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});
