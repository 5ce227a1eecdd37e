// Before the first paint, and a file of its own: the page's content security policy allows no inline script.
try {
  const theme = localStorage.getItem('roundhouse-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // storage is blocked: the system's theme
}
