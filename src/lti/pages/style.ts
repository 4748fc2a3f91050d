/** Nothing moves, so that there is nothing to reduce; nothing is as high as the window, which a frame fits to the page. */
export const style = `:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}
.contrast{color-scheme:only light;background:#fff;color:#000}.contrast :is(button,input,select,.button){border-width:3px}.contrast a{color:#00c}
@media (prefers-contrast:more){:root{background:Canvas;color:CanvasText}button,input,select,.button{border-width:3px}}
body{margin:0;padding:1rem}main{max-width:44rem;margin:auto}h1{font-size:1.4rem;margin:0 0 .5rem}h2{font-size:1.15rem;margin:1.5rem 0 .25rem}
h1,h2,h3,p,li{overflow-wrap:anywhere}li h2,h3{font-size:1.05rem;margin:0}
ol,ul{list-style:none;padding:0;margin:.5rem 0}li{border-top:1px solid currentColor;padding:.75rem 0}article{display:flex;gap:1rem;flex-wrap:wrap}
article>div{flex:1 1 14rem}p{margin:.25rem 0}img{object-fit:contain}form{margin:.5rem 0}
.row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}.row label{flex:1 1 12rem}label input:not([type=checkbox]),label select{display:block;width:100%;box-sizing:border-box}
.notice,.undo{border-inline-start:4px solid;padding:.25rem .75rem}
label.check{display:inline-flex;gap:.5rem;align-items:center;min-height:44px}input[type=checkbox]{min-height:24px;min-width:24px;width:24px;height:24px;margin:0}
input,select,button,.button{display:inline-block;box-sizing:border-box;min-height:44px;min-width:44px;max-width:100%;padding:.5rem .9rem;font:inherit;border:2px solid;border-radius:.5rem;background:transparent;color:inherit;text-decoration:none}
button,.button{cursor:pointer}a:not(.button){display:inline-block;min-height:44px;line-height:44px}
button[aria-pressed=true]{font-weight:700;border-width:4px;text-decoration:underline}:focus-visible{outline:3px solid;outline-offset:2px}`
