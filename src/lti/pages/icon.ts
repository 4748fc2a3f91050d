/** What platforms show beside the tool: the mark of the web page. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <rect width="32" height="32" rx="7" fill="#24503f"/>
  <path d="M8 5h4v9H8zM13.5 7h3.5v7h-3.5zM18.6 5.4l3.6-.9 2.1 9.1-3.6.4z" fill="#f3dfb4"/>
  <rect x="4" y="14" width="24" height="3" rx="1" fill="#b98049"/>
  <path d="M9 17h14v8.5a2 2 0 0 1-2 2H11a2 2 0 0 1-2-2z" fill="#fffaf0"/>
  <path d="M12 20.5h8M12 23.5h5" stroke="#24503f" stroke-width="1.5" stroke-linecap="round"/>
</svg>`
