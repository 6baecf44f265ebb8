// Chooses the browser's own time zone for somebody who signs up, until they have sent the form once.
const zone = document.querySelector('select[data-detect-zone]');
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && own) {
  // Some browsers say the old name of a zone, which is not offered but taken.
  if (![...zone.options].some((option) => option.value === own)) {
    zone.add(new Option(own.replaceAll('_', ' '), own));
  }
  zone.value = own;
}
