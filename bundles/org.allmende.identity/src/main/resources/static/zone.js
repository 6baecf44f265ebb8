// Chooses the browser's own time zone for somebody who signs up, unless they have chosen one.
const zone = document.querySelector('select[data-detect-zone]');
if (zone && zone.value === 'UTC') {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === own)) {
    zone.value = own;
  }
}
